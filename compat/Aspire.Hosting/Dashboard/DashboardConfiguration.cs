using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Dashboard;

/// <summary>Where the dashboard is to listen and who may look, by upstream's names (and the older ones that begin with DOTNET_).</summary>
internal sealed record DashboardConfiguration(Uri Frontend, Uri OtlpGrpc, Uri OtlpHttp, string? BrowserToken, string? OtlpApiKey)
{
    public const string OtlpGrpcUrl = "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL";
    public const string OtlpHttpUrl = "ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL";
    private const string AllowAnonymous = "ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS";
    private const string FrontendUrls = "ASPNETCORE_URLS";
    private const int UsualPort = 18888;

    /// <summary>What a person opens.</summary>
    public string FrontendUrl => BrowserToken is null ? Frontend.ToString() : $"{Frontend}login?t={BrowserToken}";

    /// <summary>Chooses ports for what isn't configured, and writes the choice back so that the resources are told.</summary>
    public static DashboardConfiguration Settle(IConfiguration configuration)
    {
        var frontend = configuration[FrontendUrls]?.Split(';', StringSplitOptions.RemoveEmptyEntries)
            .FirstOrDefault(u => u.StartsWith("http://", StringComparison.OrdinalIgnoreCase));
        var anonymous = bool.TryParse(Read(configuration, AllowAnonymous), out var open) && open;
        configuration[OtlpGrpcUrl] = Read(configuration, OtlpGrpcUrl) ?? FreeUrl();
        configuration[OtlpHttpUrl] = Read(configuration, OtlpHttpUrl) ?? FreeUrl();
        if (!anonymous)
        {
            configuration["AppHost:BrowserToken"] ??= Guid.NewGuid().ToString("N");
            configuration["AppHost:OtlpApiKey"] ??= Guid.NewGuid().ToString("N");
        }

        return new DashboardConfiguration(
            new Uri(frontend ?? (LocalPorts.IsFree(UsualPort, "localhost") ? $"http://localhost:{UsualPort}" : FreeUrl())),
            new Uri(configuration[OtlpGrpcUrl]!),
            new Uri(configuration[OtlpHttpUrl]!),
            anonymous ? null : configuration["AppHost:BrowserToken"],
            anonymous ? null : configuration["AppHost:OtlpApiKey"]);
    }

    public static string? Read(IConfiguration configuration, string name)
    {
        var value = configuration[name] ?? configuration[name.Replace("ASPIRE_", "DOTNET_", StringComparison.Ordinal)];
        return string.IsNullOrWhiteSpace(value) ? null : value;
    }

    private static string FreeUrl() => $"http://localhost:{LocalPorts.Free()}";
}
