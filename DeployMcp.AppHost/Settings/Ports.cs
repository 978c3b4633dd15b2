using Microsoft.Extensions.Configuration;

namespace DeployMcp.AppHost.Settings;

/// <summary>The ports that people and agents use. Each is set with <c>Ports:Name</c> (<c>Ports__Name</c> in the environment).</summary>
internal sealed record Ports(int Server, int DeployerServer, int Git, int Edge, int Dashboard)
{
    public static Ports From(IConfiguration configuration)
    {
        var section = configuration.GetSection(nameof(Ports));
        return new Ports(
            section.GetValue(nameof(Server), 8081),
            section.GetValue(nameof(DeployerServer), 8082),
            section.GetValue(nameof(Git), 8083),
            section.GetValue(nameof(Edge), 8080),
            section.GetValue(nameof(Dashboard), 18888));
    }

    /// <summary>Those that the platform itself can't do without.</summary>
    /// <param name="edge">Services are served on this machine.</param>
    public IReadOnlyList<(string Name, int Port)> Needed(bool edge)
        => [(nameof(Server), Server), (nameof(DeployerServer), DeployerServer), (nameof(Git), Git), .. edge ? [(nameof(Edge), Edge)] : Array.Empty<(string, int)>()];
}
