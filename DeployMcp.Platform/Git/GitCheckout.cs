namespace DeployMcp.Platform.Git;

/// <summary>One bare repository on this machine, and the steps from a commit elsewhere to files in a directory.</summary>
/// <param name="Path">Where it is or will be.</param>
internal sealed record GitCheckout(GitCommandRunner Git, SourceOptions Options, string Path, int? Uid)
{
    private const string FetchedRef = "refs/deploymcp/fetched";

    private static readonly string[] Refused = ["not our ref", "unadvertised object", "no such remote ref", "couldn't find remote ref"];

    /// <exception cref="GitUnavailableException">The server did not answer, or this repository is spoilt.</exception>
    public async Task<FetchedSource> BringAsync(FetchRequest request, GitAccessPath access, bool isNew, CancellationToken cancellationToken)
    {
        if (isNew)
        {
            await InitAsync(cancellationToken);
        }

        if (isNew || !await HasAsync(request.Commit, cancellationToken))
        {
            await FetchAsync(request, access, cancellationToken);
        }

        return await CheckOutAsync(request, access.Kind, cancellationToken);
    }

    public async Task InitAsync(CancellationToken cancellationToken)
    {
        var outcome = await RunAsync(["init", "--quiet", "--bare", "--template=", "--initial-branch=main", Path], cancellationToken);
        if (!outcome.Succeeded)
        {
            throw new GitUnavailableException($"git init ended with {outcome.ExitCode}: {outcome.Errors}");
        }
    }

    /// <summary>The commit alone; where the server gives no commits by their id, the branch until the commit is there.</summary>
    public async Task FetchAsync(FetchRequest request, GitAccessPath access, CancellationToken cancellationToken)
    {
        var outcome = await FetchAsync(access, ["--depth=1"], request.Commit, cancellationToken);
        if (IsRefused(outcome))
        {
            outcome = await FetchAsync(access, [], $"refs/heads/{request.Branch}", cancellationToken);
            if (IsRefused(outcome) || (outcome.Succeeded && !await HasAsync(request.Commit, cancellationToken)))
            {
                throw GitFailures.CommitGone(request.Branch, request.Commit);
            }
        }

        if (!outcome.Succeeded)
        {
            throw IsPackAtLimit() ? GitFailures.TooMuch($"The fetch brings more than {Options.MaxPackMiB} MiB, which is the limit.") : GitFailures.Of(outcome, access.Kind);
        }
    }

    public async Task<FetchedSource> CheckOutAsync(FetchRequest request, GitOriginKind kind, CancellationToken cancellationToken)
    {
        var census = new TreeCensus(Options);
        var listing = await Git.RunAsync(Command(["ls-tree", "-r", "-l", "-z", request.Commit]), census.ReadAsync, cancellationToken);
        if (!listing.Succeeded)
        {
            throw new GitUnavailableException($"git ls-tree ended with {listing.ExitCode}: {listing.Errors}");
        }

        await WriteFilesAsync(request, cancellationToken);
        var (message, author) = kind == GitOriginKind.Internal ? (null, null) : await DescribeAsync(request.Commit, cancellationToken);
        return new FetchedSource(request.Commit, await TreeOfAsync(request.Commit, cancellationToken), message, author, census.Size.Files, census.Size.Bytes);
    }

    private async Task<(string? Message, string? Author)> DescribeAsync(string commit, CancellationToken cancellationToken)
    {
        var lines = (await RunAsync([.. Repository, "log", "-1", "--format=%an%n%s", commit], cancellationToken)).Output.Split('\n');
        return (lines.ElementAtOrDefault(1)?.Trim(), lines[0].Trim());
    }

    private string[] Repository => ["--git-dir", Path];

    private async Task WriteFilesAsync(FetchRequest request, CancellationToken cancellationToken)
    {
        var index = System.IO.Path.Combine(Path, $"index-{Guid.NewGuid():N}");
        var command = Command(["--work-tree", request.Directory, "read-tree", "--reset", "-u", request.Commit]) with
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["GIT_INDEX_FILE"] = index },
        };
        var outcome = await Git.RunAsync(command, cancellationToken);

        // Its name is random, so that this removes the file or, were the directory swapped, nothing at all.
        File.Delete(index);
        if (!outcome.Succeeded)
        {
            throw outcome.Errors.Contains("invalid path", StringComparison.Ordinal)
                ? GitFailures.InvalidTree(outcome.Errors)
                : new GitUnavailableException($"git read-tree ended with {outcome.ExitCode}: {outcome.Errors}");
        }
    }

    private async Task<GitOutcome> FetchAsync(GitAccessPath access, string[] depth, string source, CancellationToken cancellationToken)
    {
        var command = Command(
            ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", .. depth, .. access.Options, "--", access.Url, $"+{source}:{FetchedRef}"]) with
        {
            Settings = access.Settings,
            Environment = access.Environment,
            MaxFileSizeMiB = Options.MaxPackMiB,
        };
        try
        {
            return await Git.RunAsync(command, cancellationToken);
        }
        catch (TimeoutException e) when (access.Kind != GitOriginKind.Internal)
        {
            throw GitFailures.TooMuch($"The fetch took longer than the limit. {e.Message}");
        }
    }

    private async Task<string> TreeOfAsync(string commit, CancellationToken cancellationToken)
    {
        var outcome = await RunAsync([.. Repository, "rev-parse", "--verify", "--end-of-options", $"{commit}^{{tree}}"], cancellationToken);
        return outcome.Succeeded ? outcome.Output.Trim() : throw new GitUnavailableException($"git rev-parse ended with {outcome.ExitCode}: {outcome.Errors}");
    }

    private async Task<bool> HasAsync(string commit, CancellationToken cancellationToken)
        => (await RunAsync([.. Repository, "cat-file", "-e", $"{commit}^{{commit}}"], cancellationToken)).Succeeded;

    private Task<GitOutcome> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
        => Git.RunAsync(new GitCommand(arguments, Options.FetchTimeout) { Uid = Uid }, cancellationToken);

    private GitCommand Command(IReadOnlyList<string> arguments) => new([.. Repository, .. arguments], Options.FetchTimeout) { Uid = Uid };

    /// <summary>git is ended without a word when it writes past the limit, and leaves what it has written.</summary>
    private bool IsPackAtLimit()
    {
        var packs = new DirectoryInfo(System.IO.Path.Combine(Path, "objects", "pack"));
        return packs.Exists && packs.EnumerateFiles("tmp_pack_*").Any(p => p.Length >= Options.MaxPackMiB * 1024L * 1024);
    }

    private static bool IsRefused(GitOutcome outcome)
        => !outcome.Succeeded && Array.Exists(Refused, r => outcome.Errors.Contains(r, StringComparison.OrdinalIgnoreCase));
}
