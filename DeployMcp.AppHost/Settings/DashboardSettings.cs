using Microsoft.Extensions.Configuration;

namespace DeployMcp.AppHost.Settings;

/// <summary>
/// The dashboard listens on loopback and asks for no token: whoever reaches it could read this user's files as well. Each is
/// Aspire's own setting and can be set otherwise.
/// </summary>
internal static class DashboardSettings
{
    public const string Resource = "aspire-dashboard";

    public static void Apply(IConfigurationManager configuration, Ports ports)
    {
        configuration["ASPNETCORE_URLS"] ??= Url(ports);
        configuration["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] ??= "true";
        configuration["ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS"] ??= "true";
    }

    public static string Url(Ports ports) => $"http://localhost:{ports.Dashboard}";
}
