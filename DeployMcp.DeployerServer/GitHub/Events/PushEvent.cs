using System.Globalization;
using System.Text.Json;

namespace DeployMcp.DeployerServer.GitHub.Events;

/// <summary>What is used of GitHub's <c>push</c> payload.</summary>
/// <param name="Ref"><c>refs/heads/main</c>, or a tag's.</param>
/// <param name="After">The commit that the ref points to now; zeros when it was deleted.</param>
internal sealed record PushEvent(string Ref, string After, PushedRepository Repository, string? Before = null, bool Deleted = false, PushedCommit? HeadCommit = null)
{
    private const string BranchPrefix = "refs/heads/";

    /// <summary>Null for tags and for a branch that is gone.</summary>
    public string? Branch => !Deleted && Ref.StartsWith(BranchPrefix, StringComparison.Ordinal) ? Ref[BranchPrefix.Length..] : null;
}

internal sealed record PushedCommit(string? Message = null, PushedAuthor? Author = null);

internal sealed record PushedAuthor(string? Name = null);

/// <param name="Id">GitHub's; it outlives renames.</param>
/// <param name="PushedAt">Seconds of Unix time in a push, a text in other events.</param>
internal sealed record PushedRepository(string CloneUrl, long? Id = null, JsonElement PushedAt = default)
{
    public long? PushedAtSeconds => PushedAt.ValueKind == JsonValueKind.Number && PushedAt.TryGetInt64(out var seconds) ? seconds : null;

    /// <summary>The same for every event of this repository.</summary>
    public string Key => Id?.ToString(CultureInfo.InvariantCulture) ?? CloneUrls.Of(CloneUrl)[0];
}

/// <summary>A push to a branch, as it is kept until it was acted on.</summary>
internal sealed record PushFacts(string CloneUrl, long? RepositoryId, string Branch, string Commit, string? Message, string? Author);
