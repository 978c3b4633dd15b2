using DeployMcp.Data.Services;
using DeployMcp.Domain.Identity;
using DeployMcp.Server.Auth;
using DeployMcp.Server.Calls;

namespace DeployMcp.Server.Services;

/// <summary>All services of the caller, by project and name, in one statement, which calls of one user at one time share.</summary>
public sealed class ListServices(ServiceStore services)
{
    private readonly SharedRead<UserId, IReadOnlyList<ServiceSummary>> _list = new(services.ListAsync);

    public Task<IReadOnlyList<ServiceSummary>> RunAsync(Caller caller)
        => caller.Project is { } only ? OfProjectAsync(caller.UserId, only) : _list.ReadAsync(caller.UserId);

    private async Task<IReadOnlyList<ServiceSummary>> OfProjectAsync(UserId user, string project)
        => [.. (await _list.ReadAsync(user)).Where(s => s.Project == project)];
}
