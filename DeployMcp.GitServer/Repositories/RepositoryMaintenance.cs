using System.Threading.Channels;
using DeployMcp.Domain.Identity;

namespace DeployMcp.GitServer.Repositories;

/// <summary>
/// Keeps repositories small and fast after pushes: one at a time, only where git finds it worthwhile, and never while a
/// client waits for it.
/// </summary>
internal sealed partial class RepositoryMaintenance(
    GitExecutable git, RepositoryDirectory repositories, GitServerOptions options, TimeProvider time, ILogger<RepositoryMaintenance> logger)
    : BackgroundService
{
    private static readonly string[] Collect =
        ["-c", "gc.auto=1000", "-c", "gc.autoPackLimit=30", "-c", "gc.autoDetach=false", "gc", "--auto", "--quiet"];

    private readonly Channel<RepoId> _pushed = Channel.CreateBounded<RepoId>(
        new BoundedChannelOptions(1_000) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    /// <summary>May be forgotten when very many wait: the next push brings the repository back.</summary>
    public void Enqueue(RepoId id) => _pushed.Writer.TryWrite(id);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var id in _pushed.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await MaintainAsync(id, stoppingToken);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or OperationCanceledException && !stoppingToken.IsCancellationRequested)
            {
                LogFailed(e, id);
            }
        }
    }

    private async Task MaintainAsync(RepoId id, CancellationToken cancellationToken)
    {
        if (!repositories.Exists(id))
        {
            return;
        }

        RemoveAbandonedPushes(repositories.PathOf(id));
        await git.ReadAsync(["--git-dir", repositories.PathOf(id), .. Collect], cancellationToken);
    }

    /// <summary>A push that was killed outright leaves its quarantine behind; none can be older than the time limit and still run.</summary>
    private void RemoveAbandonedPushes(string path)
    {
        var oldest = time.GetUtcNow() - (2 * options.OperationTimeout);
        var left = new DirectoryInfo(Path.Combine(path, "objects")).EnumerateDirectories("tmp_objdir-incoming-*")
            .Where(d => d.LastWriteTimeUtc < oldest.UtcDateTime);
        foreach (var directory in left)
        {
            directory.Delete(recursive: true);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Maintenance of repository {Repo} failed; it is tried again after its next push")]
    private partial void LogFailed(Exception exception, RepoId repo);
}
