using System.Text.Json.Serialization;

namespace Octokit;

public enum AccountType
{
    User,
    Organization,
    Bot,
    Mannequin,
}

public enum InstallationRepositorySelection
{
    All,
    Selected,
}

public class InstallationId
{
    [JsonInclude]
    public long Id { get; private set; }
}

/// <summary>Where an app is installed.</summary>
public class Installation : InstallationId
{
    [JsonInclude]
    public User Account { get; private set; } = null!;

    [JsonInclude]
    public string HtmlUrl { get; private set; } = null!;

    [JsonInclude]
    public long AppId { get; private set; }

    [JsonInclude]
    public long TargetId { get; private set; }

    [JsonInclude]
    public StringEnum<AccountType> TargetType { get; private set; }

    [JsonInclude]
    public StringEnum<InstallationRepositorySelection> RepositorySelection { get; private set; }

    [JsonInclude]
    public DateTimeOffset? SuspendedAt { get; private set; }
}

public class InstallationsResponse
{
    public InstallationsResponse()
    {
    }

    public InstallationsResponse(int totalCount, IReadOnlyList<Installation> installations)
    {
        TotalCount = totalCount;
        Installations = installations;
    }

    [JsonInclude]
    public int TotalCount { get; private set; }

    [JsonInclude]
    public IReadOnlyList<Installation> Installations { get; private set; } = [];
}
