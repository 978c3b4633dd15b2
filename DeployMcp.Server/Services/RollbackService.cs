using DeployMcp.Data.Deployments;
using DeployMcp.Data.Services;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Identity;
using DeployMcp.Server.Auth;
using DeployMcp.Server.Calls;

namespace DeployMcp.Server.Services;

/// <param name="Begun">False when that version serves already, or a rollback to it is in progress.</param>
public sealed record RolledBack(ServiceOverview Overview, Deployment To, bool Begun);

/// <summary>
/// Runs an earlier version again, from its kept release and in the way it ran (command, port, memory, cpu), with the variables as
/// they are now. Nothing is fetched or built. The next push deploys as ever.
/// </summary>
public sealed class RollbackService(
    ServiceStore services, KeptReleaseStore releases, DeploymentQueue queue, DeploymentStarter starter, AuditTrail audit)
{
    private const int MinCommitLength = 7;

    /// <param name="deployment">A deployment's id or a commit (from 7 digits); null for the version that served before this one.</param>
    /// <exception cref="RefusalException">The caller has no such service, or what is asked for is not kept.</exception>
    public Task<RolledBack> RunAsync(Caller caller, string name, string? project, string? deployment)
    {
        var service = ServiceRef.Of(caller, name, project);
        return audit.RecordAsync(
            caller, KeyScope.Deploy, "rollback_service", service.ToString(), () => QueueAsync(caller, service, deployment), done => done.Begun ? "queued" : "existed");
    }

    private async Task<RolledBack> QueueAsync(Caller caller, ServiceRef service, string? asked)
    {
        var overview = await services.OverviewAsync(caller.UserId, service.Project, service.Name) ?? throw RefusalException.NoService(service.Name, service.Project);
        var kept = await releases.ListAsync(overview.Service.Id);
        var serving = kept.FirstOrDefault(k => k.Serves);
        var others = kept.Where(k => k.Version != serving?.Version).DistinctBy(k => k.Version).ToList();
        var target = string.IsNullOrWhiteSpace(asked) ? others.FirstOrDefault() : kept.FirstOrDefault(k => IsMeant(k.Deployment, asked.Trim().ToLowerInvariant()));
        if (target is null)
        {
            throw NotKept(service, asked, others);
        }

        if (target.Version == serving?.Version && overview.Newest?.Status.IsInProgress() != true)
        {
            return new RolledBack(overview, target.Deployment, Begun: false);
        }

        var queued = await queue.RollbackAsync(overview.Service.Id, target.Deployment.Id) ?? throw RefusalException.NoService(service.Name, service.Project);
        await starter.StartAsync(queued.Deployment, queued.SupersededWorkflows);
        return new RolledBack(overview with { Newest = queued.Deployment }, target.Deployment, queued.Created);
    }

    private static bool IsMeant(Deployment deployment, string asked)
        => deployment.Id.ToString() == asked.Replace("-", "", StringComparison.Ordinal)
            || (asked.Length >= MinCommitLength && deployment.CommitSha?.StartsWith(asked, StringComparison.Ordinal) == true);

    private static RefusalException NotKept(ServiceRef service, string? asked, List<KeptRelease> others)
        => others.Count == 0
            ? new RefusalException(
                $"Nothing was done: service '{service.Name}' can't be rolled back.",
                "No other version of it has served whose release is kept.",
                $"mend the code and push, or look at get_service with name=\"{service.Name}\".")
            : new RefusalException(
                $"Nothing was done: '{RefusalException.Shown(asked)}' is no version of '{service.Name}' that is kept.",
                $"It can be rolled back to: {string.Join("; ", others.Select(o => Describe(o.Deployment)))}.",
                $"call rollback_service with one of these as deployment, or without deployment for {others[0].Deployment.Id}.");

    private static string Describe(Deployment deployment)
        => $"{deployment.Id} (commit {deployment.CommitSha?[..7]} of {deployment.CreatedAt:yyyy-MM-dd HH:mm} UTC)";
}
