using System.Text.Json.Nodes;

namespace DeployMcp.Server.Mcp;

/// <summary>
/// A service as agents see it. What is null is left out. States and codes are text here, not enumerations: their lists would
/// be sent with every tool's schema in every conversation.
/// </summary>
public sealed record ServiceResult(
    string Name,
    string Project,
    string Url,
    string Status,
    string Repo,
    string Branch,
    string BuildPack,
    DeploymentResult? Deployment = null,
    FailureResult? Failure = null,
    IReadOnlyList<EnvVarResult>? EnvVars = null,
    IReadOnlyList<string>? Resources = null,
    LogsResult? Logs = null,
    IReadOnlyList<DeploymentResult>? Deployments = null);

/// <summary>What the schema of deploying calls tells of a <see cref="ServiceResult"/>: its members, without what is inside of those that get_service's schema has.</summary>
public sealed record DeployedService(
    string Name, string Project, string Url, string Status, string Repo, string Branch, string BuildPack, JsonObject? Deployment = null, JsonObject? Failure = null);

/// <param name="Status">How it ended; removed is one that served until another took over.</param>
/// <param name="Commit">Left out until it is resolved.</param>
/// <param name="Seconds">From the call or push that caused it to its end, or to now.</param>
public sealed record DeploymentResult(
    string Id, string Status, DateTimeOffset StartedAt, double Seconds, string? Commit = null, string? Message = null, string? Author = null, string? Trigger = null);

public sealed record FailureResult(string Code, string Message, string Next, string? Evidence = null);

/// <param name="Resource">The database that gives it; its value is never shown here.</param>
public sealed record EnvVarResult(string Key, string? Value = null, string? Resource = null);

public sealed record LogsResult(IReadOnlyList<string>? Deploy = null, IReadOnlyList<string>? Runtime = null);

public sealed record ServiceListResult(IReadOnlyList<ServiceResult> Services);

/// <summary>The same for list_services.</summary>
public sealed record ListedServices(IReadOnlyList<DeployedService> Services);

/// <param name="Deleted">The name, free again.</param>
/// <param name="Finished">False when processes and files are still being removed.</param>
public sealed record DeletionResult(string Deleted, string Project, bool Finished);
