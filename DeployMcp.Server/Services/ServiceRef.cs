using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Services;
using DeployMcp.Server.Auth;
using DeployMcp.Server.Calls;

namespace DeployMcp.Server.Services;

/// <summary>A service as agents name it.</summary>
public sealed record ServiceRef(string Project, string Name)
{
    /// <summary>Without a project, the one that the key is for, else the default one. Another than the key's might not exist.</summary>
    /// <exception cref="RefusalException">No service can have such a name, or the key is for another project.</exception>
    public static ServiceRef Of(Caller caller, string name, string? project)
    {
        var asked = project ?? caller.Project ?? ServiceLimits.DefaultProject;
        return DnsLabel.IsValid(name) && DnsLabel.IsValid(asked) && (caller.Project ?? asked) == asked
            ? new ServiceRef(asked, name)
            : throw RefusalException.NoService(name, asked);
    }

    public override string ToString() => $"service {Project}/{Name}";
}
