using DeployMcp.Domain.Failures;
using DeployMcp.Domain.Git;

namespace DeployMcp.Platform.Git;

/// <summary>A commit to be fetched, and where to.</summary>
/// <param name="Commit">40 or 64 hex digits.</param>
/// <param name="Directory">Made by the fetch; must not exist or be empty. Its parents must let <paramref name="Uid"/> through.</param>
/// <param name="CacheDirectory">
/// The service's own directory between its fetches, made when it isn't there; it may be deleted at any time. Its parents must
/// let <paramref name="Uid"/> through.
/// </param>
/// <param name="Uid">
/// The unprivileged uid that git runs as and that all files belong to; null for ourselves. git reads the user's data only
/// under this uid, so that whatever hides in it has no more rights than the user's own build.
/// </param>
public sealed record FetchRequest(GitOrigin Origin, string Branch, string Commit, string Directory, string CacheDirectory, int? Uid);

/// <param name="Tree">The id of the commit's whole tree: the same files give the same, whatever commit brings them.</param>
/// <param name="Message">The first line of the commit's message; null for an internal repo, where resolving has told it.</param>
/// <param name="Author">The name of the commit's author; null for an internal repo.</param>
/// <param name="Bytes">What the files take, unpacked.</param>
public sealed record FetchedSource(string Commit, string Tree, string? Message, string? Author, int Files, long Bytes);

/// <summary>
/// Source from any git origin: which commit a branch points to, and that commit's files in a directory. The user's failures
/// are <see cref="DeploymentFailureException"/>s; everything else may be retried.
/// </summary>
public sealed class GitSource
{
    private readonly InternalGitHost _host;
    private readonly InternalGitOptions _internal;
    private readonly SourceOptions _options;
    private readonly GitCommandRunner _git;
    private readonly RemoteAddress _remote;
    private readonly GitCache _cache;

    internal GitSource(
        InternalGitHost host, InternalGitOptions internalOptions, SourceOptions options, GitCommandRunner git, RemoteAddress remote, GitCache cache)
    {
        _host = host;
        _internal = internalOptions;
        _options = options;
        _git = git;
        _remote = remote;
        _cache = cache;
    }

    /// <summary>The head of a branch. Message and author are null where only a fetch would tell.</summary>
    /// <exception cref="DeploymentFailureException">repo_not_found, repo_empty, branch_not_found.</exception>
    public async Task<(string Commit, string? Message, string? Author)> ResolveAsync(GitOrigin origin, string branch, CancellationToken cancellationToken)
    {
        var head = origin switch
        {
            GitOrigin.Internal o => await _host.BranchHeadAsync(o.Repo.Id, branch, cancellationToken),
            GitOrigin.External or GitOrigin.GitHub => await LsRemoteAsync(origin, branch, cancellationToken),
            _ => throw new ArgumentOutOfRangeException(nameof(origin)),
        };
        if (head.Commit is { } commit)
        {
            return (commit, head.Message, head.Author);
        }

        throw head.RepoIsEmpty ? GitFailures.RepoEmpty() : GitFailures.BranchNotFound(branch, head.Branches);
    }

    /// <summary>Brings exactly one commit. Submodules stay empty and LFS files stay pointers.</summary>
    /// <exception cref="DeploymentFailureException">repo_not_found, branch_not_found, quota_exceeded.</exception>
    public async Task<FetchedSource> FetchAsync(FetchRequest request, CancellationToken cancellationToken)
    {
        var access = await AccessAsync(request.Origin, cancellationToken);
        return await _cache.CheckOutAsync(request, access, cancellationToken);
    }

    private async Task<BranchHead> LsRemoteAsync(GitOrigin origin, string branch, CancellationToken cancellationToken)
    {
        var access = await AccessAsync(origin, cancellationToken);
        var command = new GitCommand(["ls-remote", "--heads", .. access.Options, "--", access.Url], _options.ResolveTimeout)
        {
            Settings = access.Settings,
            Environment = access.Environment,
        };
        var outcome = await _git.RunAsync(command, cancellationToken);
        if (!outcome.Succeeded)
        {
            throw GitFailures.Of(outcome, access.Kind);
        }

        const string prefix = "refs/heads/";
        var heads = outcome.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('\t'))
            .Where(p => p.Length == 2 && p[1].StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(p => p[1][prefix.Length..], p => p[0], StringComparer.Ordinal);
        return new BranchHead(heads.GetValueOrDefault(branch), null, heads.Count == 0, [.. heads.Keys]);
    }

    private async Task<GitAccessPath> AccessAsync(GitOrigin origin, CancellationToken cancellationToken)
    {
        switch (origin)
        {
            case GitOrigin.Internal o:
                var lifetime = _options.FetchTimeout + TimeSpan.FromMinutes(1);
                var minted = await _host.MintTokenAsync(o.Repo.Id, GitAccess.Read, lifetime, cancellationToken);
                return GitAccessPath.ToInternal(GitUrl.Of(_internal.ApiAddress, o.Repo), minted.Token);
            case GitOrigin.External { IsLocal: true } o:
                return GitAccessPath.ToLocal(o.Url);
            case GitOrigin.GitHub o:
                return GitAccessPath.ToGitHub(o.Url, o.Token, _options.CertificateAuthorities);
            case GitOrigin.External o:
                return GitAccessPath.ToRemote(o.Url, await _remote.PinAsync(o.Url, cancellationToken), _options.CertificateAuthorities);
            default:
                throw new ArgumentOutOfRangeException(nameof(origin));
        }
    }
}
