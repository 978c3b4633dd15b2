using DeployMcp.Data.Resources;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Security;
using DeployMcp.Domain.Services;
using DeployMcp.Domain.Text;

namespace DeployMcp.Data.Services;

/// <summary>A commit that a deployment is pinned to; its message in one line, and its author's name, both fit to be shown.</summary>
public sealed record Commit(string Sha, string? Message, string? Author = null)
{
    private const int MaxMessage = 500;
    private const int MaxAuthor = 100;

    public string? Message { get; } = Message is null ? null : ForeignText.Line(Message, MaxMessage);

    public string? Author { get; } = Author is null ? null : ForeignText.Line(Author, MaxAuthor);
}

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

    /// <summary>The databases that it is to have; those that are missing are made.</summary>
    public IReadOnlyList<ResourceInsert> Resources { get; init; } = [];
}

/// <summary>What creating a service has stored.</summary>
/// <param name="Deployment">Its first; null where it existed.</param>
/// <param name="Created">False when there was one by that name: then nothing is stored.</param>
/// <param name="Resources">What it has now; empty where it existed.</param>
public sealed record StoredService(Service Service, Deployment? Deployment, bool Created, IReadOnlyList<EnsuredResource> Resources)
{
    public void Deconstruct(out Service service, out Deployment? deployment, out bool created)
        => (service, deployment, created) = (Service, Deployment, Created);
}

/// <summary>The user has as many services as a user may have.</summary>
public sealed class ServiceQuotaException(int most) : Exception($"The user has {most} services already.")
{
    public int Most => most;
}
