using System.Text;
using DeployMcp.Data.Deployments;
using DeployMcp.Data.Git;
using DeployMcp.Data.Services;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Services;
using DeployMcp.GitServer.Repositories;
using DeployMcp.Workflows.Deployments;

namespace DeployMcp.GitServer.Pushes;

/// <summary>
/// Deploys what branches point to. It looks at the repository, never at what a push said, so that it may run at any time,
/// any number of times, and after any crash.
/// </summary>
internal sealed partial class PushDeployer(
    BoundServiceStore services,
    RepositoryHeads heads,
    DeploymentQueue queue,
    DeploymentWorkflowClient workflows,
    IConfiguration configuration,
    ILogger<PushDeployer> logger)
{
    private const int Stripes = 64;

    /// <summary>An engine that doesn't answer must not keep the pusher waiting: the deployment is queued, and started later.</summary>
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim[] _locks = [.. Enumerable.Range(0, Stripes).Select(_ => new SemaphoreSlim(1))];

    /// <summary>Queues a deployment for each service that follows one of the branches. Returns what to tell the pusher; empty for nothing.</summary>
    public async Task<string> DeployPushAsync(RepoId repoId, IReadOnlySet<string> branches)
    {
        try
        {
            return Describe(await DeployAsync(repoId, s => branches.Contains(s.Branch)));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The refs have moved, so the push succeeded whatever happens here; the repository is looked at again.
            LogFailed(e, repoId);
            return "The push is stored. Its deployment could not be queued yet and follows by itself.\n";
        }
    }

    /// <summary>Queues what is missing. A deployment on its way that has yet to resolve its commit will find the head itself.</summary>
    public async Task DeployMissedAsync(RepoId repoId)
        => await DeployAsync(repoId, s => s.NewestCommit is not null || !s.InProgress);

    private async Task<List<(BoundService Service, Head Head)>> DeployAsync(RepoId repoId, Func<BoundService, bool> isWanted)
    {
        // One at a time for each repository: a head read earlier must never be queued after one read later.
        var gate = _locks[(uint)repoId.GetHashCode() % Stripes];
        await gate.WaitAsync();
        try
        {
            List<(BoundService, Head)> deployed = [];
            var bound = (await services.ListAsync(repoId)).Where(isWanted).ToList();
            var current = await heads.ReadAsync(repoId, bound.Select(s => s.Branch).ToHashSet(StringComparer.Ordinal), CancellationToken.None);
            foreach (var service in bound)
            {
                if (current.FirstOrDefault(h => h.Branch == service.Branch) is { } head && head.Commit != service.NewestCommit
                    && await QueueAsync(service, head))
                {
                    deployed.Add((service, head));
                }
            }

            return deployed;
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<bool> QueueAsync(BoundService service, Head head)
    {
        if (await queue.PushAsync(service.Id, new Commit(head.Commit, head.Message, head.Author)) is not { Created: true } queued)
        {
            return false;
        }

        LogQueued(service.Name, queued.Deployment.Id, head.Commit);
        try
        {
            await StartAsync(queued).WaitAsync(StartPatience);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The row says that its workflow was not started; the deployer's sweep starts it.
            LogNotStarted(e, queued.Deployment.Id);
        }

        return true;
    }

    private async Task StartAsync(Queued queued)
    {
        await workflows.StartAsync(queued.Deployment);
        await queue.MarkStartedAsync(queued.Deployment.Id);
        await workflows.CancelAsync(queued.SupersededWorkflows);
    }

    private string Describe(IReadOnlyList<(BoundService Service, Head Head)> deployed)
    {
        var text = new StringBuilder();
        foreach (var (service, head) in deployed)
        {
            var address = configuration["Edge:PublicUrl"]?.Replace("{host}", service.Hostname, StringComparison.Ordinal);
            var project = service.Project == ServiceLimits.DefaultProject ? "" : $", project=\"{service.Project}\"";
            text.Append("Deploying ").Append(service.Name).Append(" (").Append(head.Commit.AsSpan(0, 7)).Append(')')
                .Append(address is null ? "" : $" → {address}").Append('\n')
                .Append($"Follow it with get_service(name=\"{service.Name}\"{project})\n");
        }

        return text.ToString();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Push to {Service}: queued deployment {Deployment} of {Commit}")]
    private partial void LogQueued(string service, DeploymentId deployment, string commit);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The workflow of deployment {Deployment} could not be started yet")]
    private partial void LogNotStarted(Exception exception, DeploymentId deployment);

    [LoggerMessage(Level = LogLevel.Error, Message = "The deployments of a push to repository {Repo} could not be queued yet")]
    private partial void LogFailed(Exception exception, RepoId repo);
}
