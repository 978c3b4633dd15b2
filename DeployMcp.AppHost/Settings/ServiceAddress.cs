using Microsoft.Extensions.Configuration;

namespace DeployMcp.AppHost.Settings;

/// <summary>Where services run, and so what their addresses are.</summary>
internal static class ServiceAddress
{
    /// <summary>Any other kind than the node agent is the deployer-worker's to know, or to refuse.</summary>
    public static bool IsOnThisMachine(IConfiguration configuration) => configuration["Runtime:Kind"] is null or "" or "agent";

    /// <summary><c>Edge:PublicUrl</c> where it is set; of a cluster, the names below its domain, by HTTPS.</summary>
    public static string Of(IConfiguration configuration, Ports ports)
        => configuration["Edge:PublicUrl"] is { Length: > 0 } given ? given
            : IsOnThisMachine(configuration) ? $"http://{{host}}.localhost:{ports.Edge}"
            : $"https://{{host}}.{configuration["Runtime:Kubernetes:Cluster:Domain"] ?? "localhost"}";
}
