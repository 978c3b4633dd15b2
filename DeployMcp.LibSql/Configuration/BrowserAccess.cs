namespace DeployMcp.LibSql.Configuration;

/// <summary>
/// Pages of any origin may be clients (Fetch standard, "CORS protocol"), as with upstream's server: what lets one in is its token,
/// which no browser sends by itself.
/// </summary>
internal static class BrowserAccess
{
    public const string Policy = "hrana";

    /// <summary>How long a browser remembers the answer to its preflight: two hours, which is as long as Chromium does.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(2);

    public static void AddBrowserAccess(this IServiceCollection services)
        => services.AddCors(cors => cors.AddPolicy(Policy, policy => policy.AllowAnyOrigin().AllowAnyMethod().AllowAnyHeader().SetPreflightMaxAge(Remembered)));
}
