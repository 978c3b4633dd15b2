namespace DeployMcp.DeployerServer.GitHub.Events;

/// <summary>What is used of GitHub's <c>repository</c> payload, for a repository that has moved.</summary>
/// <param name="Action">Only <c>renamed</c> and <c>transferred</c> are acted on.</param>
internal sealed record RepositoryEvent(string Action, MovedRepository Repository, RepositoryChanges? Changes = null)
{
    public bool HasMoved => Action is "renamed" or "transferred";

    /// <summary>Null when the payload doesn't tell.</summary>
    public string? OldCloneUrl()
    {
        var owner = Changes?.Owner?.From;
        var oldOwner = owner?.User?.Login ?? owner?.Organization?.Login ?? Repository.Owner.Login;
        var oldName = Changes?.Repository?.Name?.From ?? Repository.Name;
        var stem = CloneUrls.Stem(Repository.CloneUrl);
        var path = $"/{Repository.Owner.Login}/{Repository.Name}";
        return stem.EndsWith(path, StringComparison.OrdinalIgnoreCase) ? $"{stem[..^path.Length]}/{oldOwner}/{oldName}" : null;
    }
}

internal sealed record MovedRepository(long Id, string Name, string CloneUrl, AccountName Owner);

internal sealed record AccountName(string Login);

internal sealed record RepositoryChanges(RenamedRepository? Repository = null, ChangedOwner? Owner = null);

internal sealed record RenamedRepository(OldName? Name = null);

internal sealed record OldName(string? From = null);

internal sealed record ChangedOwner(OldOwner? From = null);

internal sealed record OldOwner(AccountName? User = null, AccountName? Organization = null);

/// <summary>A repository that has another path now, as it is kept until it was acted on.</summary>
internal sealed record RepositoryMove(long RepositoryId, string Owner, string Name, string CloneUrl, string? OldCloneUrl);
