using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Security;
using DeployMcp.Domain.Services;

namespace DeployMcp.Data.Services;

/// <summary>A commit that a deployment is pinned to; its message in one line, and its author's name.</summary>
public sealed record Commit(string Sha, string? Message, string? Author = null);

public sealed record EncryptedEnvVar(string Key, EncryptedValue Value);

/// <summary>Everything that creating a service stores in its one transaction.</summary>
/// <param name="Commit">Null when the branch's head isn't known yet.</param>
public sealed record ServiceInsert(
    ServiceId Id,
    UserId UserId,
    string Project,
    string Name,
    RepoId? RepoId,
    ServiceSpec Spec,
    bool AutoDeploy,
    IReadOnlyList<EncryptedEnvVar> EnvVars,
    Commit? Commit)
{
    /// <summary>Services that the user may have, this one included; null for any number.</summary>
    public int? MostOfUser { get; init; }
}

/// <summary>The user has as many services as a user may have.</summary>
public sealed class ServiceQuotaException(int most) : Exception($"The user has {most} services already.")
{
    public int Most => most;
}
