using DeployMcp.Data.Services;
using DeployMcp.Server.Auth;

namespace DeployMcp.Server.Services;

/// <summary>All services of the caller, by project and name, in one statement.</summary>
public sealed class ListServices(ServiceStore services)
{
    public Task<IReadOnlyList<ServiceSummary>> RunAsync(Caller caller) => services.ListAsync(caller.UserId);
}
