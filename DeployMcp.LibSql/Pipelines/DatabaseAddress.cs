using System.Net;
using DeployMcp.LibSql.Databases;
using DeployMcp.LibSql.Hrana;

namespace DeployMcp.LibSql.Pipelines;

/// <summary>
/// Which database a request is for: <c>/db/NAME/…</c> says it where names below localhost can't be resolved, else the header
/// <c>x-namespace</c>, else the first label of the host name.
/// </summary>
internal static class DatabaseAddress
{
    public const string RouteValue = "database";
    private const string Header = "x-namespace";

    /// <exception cref="HranaRefusedException">It is for none.</exception>
    public static string Resolve(HttpContext context)
    {
        if (context.Request.RouteValues.TryGetValue(RouteValue, out var value) && value is string routed)
            return Checked(routed);
        if (context.Request.Headers.TryGetValue(Header, out var header))
            return Checked(header.ToString());
        var host = context.Request.Host.Host;
        var dot = host.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && !IPAddress.TryParse(host, out _)
            ? Checked(host[..dot].ToLowerInvariant())
            : throw Refused("No database is named: use http://NAME.HOST/, http://HOST/db/NAME/ (with the last slash) or the header x-namespace");
    }

    private static string Checked(string name) => DatabaseName.IsValid(name) ? name : throw Refused($"'{name}' can't be a database. {DatabaseName.Rule}");

    private static HranaRefusedException Refused(string message) => new(StatusCodes.Status404NotFound, "DATABASE_NOT_FOUND", message);
}
