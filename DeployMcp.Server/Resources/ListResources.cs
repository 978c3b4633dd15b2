using DeployMcp.Data.Resources;
using DeployMcp.Server.Auth;

namespace DeployMcp.Server.Resources;

/// <summary>All databases that the caller sees, each with the services that use it.</summary>
public sealed class ListResources(ResourceStore resources)
{
    public Task<IReadOnlyList<ResourceOverview>> RunAsync(Caller caller) => resources.ListAsync(caller.UserId, caller.Project);
}
