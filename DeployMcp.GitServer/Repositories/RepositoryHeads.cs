using DeployMcp.Domain.Git;
using DeployMcp.Domain.Identity;

namespace DeployMcp.GitServer.Repositories;

internal sealed record Head(string Branch, string Commit, string Message, string Author);

/// <summary>Where the branches of a repository are.</summary>
internal sealed class RepositoryHeads(GitExecutable git, RepositoryDirectory repositories)
{
    /// <summary>Most branches that an answer names.</summary>
    private const int MaxNamed = 100;

    private const string Prefix = "refs/heads/";

    private static readonly string Format = "--format=%(refname)%00%(objectname)%00%(contents:subject)%00%(authorname)";

    public async Task<BranchHead> FindAsync(RepoId id, string branch, CancellationToken cancellationToken)
    {
        var heads = await ReadAsync(id, [branch], cancellationToken);
        if (heads is [var head])
        {
            return new BranchHead(head.Commit, head.Message, RepoIsEmpty: false, [branch], head.Author);
        }

        var all = await QueryAsync(id, [$"--count={MaxNamed}", Prefix.TrimEnd('/')], cancellationToken);
        return new BranchHead(null, null, all.Count == 0, [.. all.Select(h => h.Branch)]);
    }

    /// <summary>Those of <paramref name="branches"/> that exist.</summary>
    public async Task<IReadOnlyList<Head>> ReadAsync(RepoId id, IReadOnlyCollection<string> branches, CancellationToken cancellationToken)
    {
        // A pattern is also a prefix and may hold wildcards; only exact matches count.
        var heads = await QueryAsync(id, [.. branches.Select(b => Prefix + b)], cancellationToken);
        return [.. heads.Where(h => branches.Contains(h.Branch))];
    }

    private async Task<IReadOnlyList<Head>> QueryAsync(RepoId id, IReadOnlyList<string> query, CancellationToken cancellationToken)
    {
        if (query.Count == 0 || !repositories.Exists(id))
        {
            return [];
        }

        var output = await git.ReadAsync(["--git-dir", repositories.PathOf(id), "for-each-ref", Format, .. query], cancellationToken);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse)];
    }

    private static Head Parse(string line)
    {
        var parts = line.Split('\0');
        return new Head(parts[0][Prefix.Length..], parts[1], parts[2], parts[3]);
    }
}
