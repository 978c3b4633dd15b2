namespace DeployMcp.Tests.Fixtures.GitHubStandIn;

/// <param name="Type"><c>User</c> or <c>Organization</c>.</param>
public sealed record StandInAccount(long Id, string Login, string Type)
{
    public object Json => new { login = Login, id = Id, node_id = $"node-{Id}", type = Type, site_admin = false };
}

public sealed class StandInRepo
{
    public required long Id { get; init; }

    public required StandInAccount Owner { get; set; }

    public required string Name { get; set; }

    public string? Description { get; init; }

    /// <summary>The bare repository.</summary>
    public required string Directory { get; init; }

    public string FullName => $"{Owner.Login}/{Name}";

    /// <summary>Full names that lead here by redirect.</summary>
    public List<string> FormerNames { get; } = [];

    public object Json(string? permission = null) => new
    {
        id = Id,
        node_id = $"node-{Id}",
        name = Name,
        full_name = FullName,
        @private = true,
        owner = Owner.Json,
        description = Description,
        fork = false,
        default_branch = "main",
        archived = false,
        permissions = permission is null ? null : new { admin = permission == "admin", push = permission is "admin" or "write", pull = true },
    };
}

public sealed class StandInInstallation
{
    public required long Id { get; init; }

    public required StandInAccount Account { get; init; }

    /// <summary>Null: all of the account's.</summary>
    public HashSet<long>? Selected { get; set; }

    public DateTimeOffset? SuspendedAt { get; set; }

    public Dictionary<string, string> Permissions { get; } = new(StringComparer.Ordinal) { ["contents"] = "write", ["administration"] = "write", ["metadata"] = "read" };

    public bool Covers(StandInRepo repo) => repo.Owner.Id == Account.Id && (Selected?.Contains(repo.Id) ?? true);

    public object Json => new
    {
        id = Id,
        account = Account.Json,
        repository_selection = Selected is null ? "all" : "selected",
        html_url = $"https://github.example/settings/installations/{Id}",
        app_id = StandInState.AppId,
        app_slug = StandInState.Slug,
        target_id = Account.Id,
        target_type = Account.Type,
        permissions = Permissions,
        events = new[] { "push" },
        single_file_name = (string?)null,
        suspended_at = SuspendedAt,
        suspended_by = (object?)null,
    };
}

/// <summary>A person, and what they may do with which repository: <c>read</c>, <c>write</c> or <c>admin</c>.</summary>
public sealed record StandInPerson(StandInAccount Account)
{
    public Dictionary<long, string> Permissions { get; } = [];
}

/// <param name="RepositoryIds">Null: all that the installation covers.</param>
public sealed record StandInToken(
    string Text, StandInInstallation Installation, IReadOnlyList<long>? RepositoryIds, IReadOnlyDictionary<string, string> Permissions, DateTimeOffset ExpiresAt);

/// <summary>An answer that is given instead of the next one.</summary>
public sealed record StandInAnswer(int Status, string Body, params (string Name, string Value)[] Headers)
{
    public static StandInAnswer PrimaryLimit(DateTimeOffset reset) => new(
        403,
        """{"message":"API rate limit exceeded for installation ID 1.","documentation_url":"https://docs.github.com/rest/overview/rate-limits-for-the-rest-api"}""",
        ("x-ratelimit-limit", "5000"), ("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", $"{reset.ToUnixTimeSeconds()}"));

    public static StandInAnswer SecondaryLimit(int status, int retryAfter) => new(
        status,
        """{"message":"You have exceeded a secondary rate limit. Please wait a few minutes before you try again.","documentation_url":"https://docs.github.com/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits"}""",
        ("retry-after", $"{retryAfter}"), ("x-ratelimit-limit", "5000"), ("x-ratelimit-remaining", "4321"));

    public static StandInAnswer Broken(int status) => new(status, """{"message":"Server Error"}""");
}
