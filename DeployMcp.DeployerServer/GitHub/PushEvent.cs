using System.Text.Json.Serialization;

namespace DeployMcp.DeployerServer.GitHub;

/// <summary>What is used of GitHub's <c>push</c> payload.</summary>
/// <param name="Ref"><c>refs/heads/main</c>, or a tag's.</param>
/// <param name="After">The commit that the ref points to now; zeros when it was deleted.</param>
internal sealed record PushEvent(string Ref, string After, bool Deleted, PushedCommit? HeadCommit, PushedRepository Repository)
{
    private const string BranchPrefix = "refs/heads/";

    /// <summary>Null for tags and for a branch that is gone.</summary>
    public string? Branch => !Deleted && Ref.StartsWith(BranchPrefix, StringComparison.Ordinal) ? Ref[BranchPrefix.Length..] : null;

    /// <summary>How users write this repository's URL, in lower case: GitHub doesn't tell case apart either.</summary>
    public IReadOnlyList<string> CloneUrls()
    {
        var stem = Repository.CloneUrl.ToLowerInvariant().TrimEnd('/');
        stem = stem.EndsWith(".git", StringComparison.Ordinal) ? stem[..^4] : stem;
        return [stem, $"{stem}/", $"{stem}.git", $"{stem}.git/"];
    }
}

internal sealed record PushedCommit(string Message, PushedAuthor? Author = null);

internal sealed record PushedAuthor(string? Name = null);

internal sealed record PushedRepository(string CloneUrl);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(PushEvent))]
internal sealed partial class PushJson : JsonSerializerContext;
