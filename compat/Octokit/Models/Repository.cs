using System.Text.Json.Serialization;

namespace Octokit;

public class Repository
{
    [JsonInclude]
    public long Id { get; private set; }

    [JsonInclude]
    public string Name { get; private set; } = null!;

    [JsonInclude]
    public string FullName { get; private set; } = null!;

    [JsonInclude]
    public User Owner { get; private set; } = null!;

    [JsonInclude]
    public string? Description { get; private set; }

    [JsonInclude]
    public bool Private { get; private set; }

    [JsonInclude]
    public string DefaultBranch { get; private set; } = null!;

    [JsonInclude]
    public RepositoryPermissions? Permissions { get; private set; }
}

/// <summary>What the one who asks may do with a repository.</summary>
public class RepositoryPermissions
{
    [JsonInclude]
    public bool Admin { get; private set; }

    [JsonInclude]
    public bool Push { get; private set; }

    [JsonInclude]
    public bool Pull { get; private set; }
}

public class RepositoriesResponse
{
    public RepositoriesResponse()
    {
    }

    public RepositoriesResponse(int totalCount, IReadOnlyList<Repository> repositories)
    {
        TotalCount = totalCount;
        Repositories = repositories;
    }

    [JsonInclude]
    public int TotalCount { get; private set; }

    [JsonInclude]
    public IReadOnlyList<Repository> Repositories { get; private set; } = [];
}

public class NewRepository
{
    public NewRepository(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
    }

    public string Name { get; private set; }

    public string? Description { get; set; }

    public bool? Private { get; set; }
}
