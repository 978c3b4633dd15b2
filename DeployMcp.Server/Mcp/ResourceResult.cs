namespace DeployMcp.Server.Mcp;

/// <summary>A database as agents see it. What is null is left out.</summary>
/// <param name="Project">Left out for one that is for all projects.</param>
/// <param name="Used">How much of <paramref name="Size"/> it has taken.</param>
/// <param name="Services">Who uses it, as project/name.</param>
public sealed record ResourceResult(
    string Name,
    string Type,
    string Status,
    IReadOnlyList<string>? Services = null,
    string? Project = null,
    string? Region = null,
    string? Size = null,
    string? Used = null,
    string? Url = null,
    string? AuthToken = null,
    string? Failure = null);

/// <summary>What the schemas of the other calls tell of it.</summary>
public sealed record ListedResource(string Name, string Type, string Status);

public sealed record ResourceListResult(IReadOnlyList<ResourceResult> Resources);

/// <summary>The same for list_resources.</summary>
public sealed record ListedResources(IReadOnlyList<ListedResource> Resources);

public sealed record ResourceDeletionResult(string Deleted, DateTimeOffset RestorableUntil);
