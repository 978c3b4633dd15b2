using DeployMcp.Data.Resources;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Resources;
using DeployMcp.Domain.Services;
using DeployMcp.Server.Auth;
using DeployMcp.Server.Calls;

namespace DeployMcp.Server.Resources;

/// <param name="Finished">False when its token was still being revoked when the time was over.</param>
public sealed record DeletedResource(Resource Resource, bool Finished);

/// <summary>Takes a database that no service uses out of use; for a day it can be brought back by its name.</summary>
public sealed class DeleteResource(ResourceStore resources, ServiceResourceStore attached, ResourceStarter starter, AuditTrail audit)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <exception cref="RefusalException">The caller has no such resource, or a service uses it.</exception>
    public Task<DeletedResource> RunAsync(Caller caller, string name, CancellationToken cancellationToken)
        => audit.RecordAsync(
            caller, KeyScope.Admin, "delete_resource", $"resource {RefusalException.Shown(name)}", () => DeleteAsync(caller, name, cancellationToken), _ => "deleted");

    private async Task<DeletedResource> DeleteAsync(Caller caller, string name, CancellationToken cancellationToken)
    {
        var marked = (DnsLabel.IsValid(name) ? await resources.MarkDeletedAsync(caller.UserId, caller.Project, name) : null)
            ?? throw await ResourceRefusals.NotThereAsync(resources, caller, name);
        return marked.Services.Count > 0
            ? throw await InUseAsync(caller, marked)
            : new DeletedResource(marked.Resource, await starter.RemoveAsync(marked.Resource.Id, Patience, cancellationToken));
    }

    private async Task<RefusalException> InUseAsync(Caller caller, ResourceOverview used)
    {
        var calls = new List<string>();
        foreach (var service in used.Services)
        {
            var others = await attached.ListNamesAsync(caller.UserId, service.Project, service.Name);
            var kept = string.Join(", ", others.Where(n => n != used.Resource.Name).Select(n => $"\"{n}\""));
            calls.Add($"update_service with name=\"{service.Name}\"{(service.Project == ServiceLimits.DefaultProject ? "" : $", project=\"{service.Project}\"")}, resources=[{kept}]");
        }

        return new RefusalException(
            $"Nothing was done: resource '{used.Resource.Name}' is in use.",
            $"These services have it: {string.Join(", ", used.Services.Select(s => $"{s.Project}/{s.Name}"))}.",
            $"detach it by {string.Join(" and ", calls)}, which redeploys without its variables, or call delete_service; then delete_resource again.");
    }
}
