using System.Collections.Concurrent;
using DeployMcp.Data.Git;
using DeployMcp.Domain.Identity;

namespace DeployMcp.GitServer.Pushes;

/// <summary>
/// Finds pushes that deployed nothing although they should have. At the start every repository that services follow is looked
/// at, for a crash between the push and its deployment. After each push its repository is looked at once more, for a service
/// that was created while the branch moved. What fails is tried again.
/// </summary>
internal sealed partial class MissedPushes(
    PushDeployer deployer, BoundServiceStore services, GitServerOptions options, TimeProvider time, ILogger<MissedPushes> logger) : BackgroundService
{
    private readonly ConcurrentDictionary<RepoId, DateTimeOffset> _due = new();
    private bool _listed;

    public void Recheck(RepoId repoId) => _due[repoId] = time.GetUtcNow() + options.RecheckDelay;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        do
        {
            await GuardAsync(ListOnceAsync, "all");
            foreach (var (repoId, at) in _due.Where(d => d.Value <= time.GetUtcNow()).ToList())
            {
                stoppingToken.ThrowIfCancellationRequested();
                await GuardAsync(() => LookAsync(repoId, at), repoId.ToString());
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task ListOnceAsync()
    {
        if (_listed)
        {
            return;
        }

        foreach (var repoId in await services.ListReposAsync())
        {
            _due.TryAdd(repoId, DateTimeOffset.MinValue);
        }

        _listed = true;
    }

    private async Task LookAsync(RepoId repoId, DateTimeOffset at)
    {
        await deployer.DeployMissedAsync(repoId);

        // Unless another push came meanwhile.
        _due.TryRemove(KeyValuePair.Create(repoId, at));
    }

    private async Task GuardAsync(Func<Task> look, string what)
    {
        try
        {
            await look();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            LogFailed(e, what);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Looking for missed pushes failed and is repeated; repository: {Repo}")]
    private partial void LogFailed(Exception exception, string repo);
}
