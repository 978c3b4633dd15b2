using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Services;
using DeployMcp.Server.Calls;

namespace DeployMcp.Server.Services;

/// <summary>A service as agents name it.</summary>
public sealed record ServiceRef(string Project, string Name)
{
    /// <exception cref="RefusalException">No service can have such a name.</exception>
    public static ServiceRef Of(string name, string? project)
        => DnsLabel.IsValid(name) && DnsLabel.IsValid(project ?? ServiceLimits.DefaultProject)
            ? new ServiceRef(project ?? ServiceLimits.DefaultProject, name)
            : throw RefusalException.NoService(name, project ?? ServiceLimits.DefaultProject);

    public override string ToString() => $"service {Project}/{Name}";
}
