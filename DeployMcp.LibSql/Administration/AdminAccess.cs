using System.Security.Cryptography;
using System.Text;
using DeployMcp.LibSql.Configuration;
using Microsoft.Net.Http.Headers;

namespace DeployMcp.LibSql.Administration;

/// <summary>The administration answers on its own port and to its token only; clients never get at it, nor it at their paths.</summary>
internal static class AdminAccess
{
    private const string Scheme = "Bearer ";

    public static void UseAdminAccess(this IApplicationBuilder app, LibSqlSettings settings)
    {
        var expected = Hash(settings.AdminToken);
        app.Use((context, next) =>
        {
            var isAdminPort = context.Connection.LocalPort == settings.AdminPort;
            var isAdminPath = context.Request.Path.StartsWithSegments("/v1", StringComparison.Ordinal);
            if (!isAdminPath)
                return next(context);
            if (!isAdminPort)
                context.Response.StatusCode = StatusCodes.Status404NotFound;
            else if (Matches(context, expected))
                return next(context);
            else
                Challenge(context);
            return Task.CompletedTask;
        });
    }

    private static void Challenge(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
    }

    /// <summary>Hashes have one length, so the comparison's time says nothing about the token's.</summary>
    private static bool Matches(HttpContext context, byte[] expected)
    {
        var header = context.Request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(Hash(header[Scheme.Length..].Trim()), expected);
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
