using DeployMcp.Data.Services;
using DeployMcp.Domain.Failures;
using DeployMcp.Domain.Identity;
using DeployMcp.Platform.Git;

namespace DeployMcp.Server.Services;

/// <summary>
/// The commit that a branch of an internal repo points to now. Null where that can't be said here (a clone URL, an empty repo,
/// no such branch, the git server is away): then the workflow resolves it, and fails with the fitting code if it can't.
/// </summary>
public sealed partial class BranchResolver(InternalGitHost git, ILogger<BranchResolver> logger)
{
    public async Task<Commit?> HeadAsync(RepoId? repo, string branch, CancellationToken cancellationToken)
    {
        if (repo is not { } id)
        {
            return null;
        }

        try
        {
            var head = await git.BranchHeadAsync(id, branch, cancellationToken);
            return head.Commit is { } sha ? new Commit(sha, head.Message, head.Author) : null;
        }
        catch (Exception e) when (e is HttpRequestException or DeploymentFailureException || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            LogUnresolved(e, id);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The git server did not resolve a branch of repo {Repo}; the workflow will")]
    private partial void LogUnresolved(Exception exception, RepoId repo);
}
