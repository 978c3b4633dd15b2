using DeployMcp.Domain.Identity;
using DeployMcp.Planning.Runtime;

namespace DeployMcp.Platform.Runtimes;

/// <summary>
/// Where revisions run: a node agent, or a cluster. Every call may be repeated. What it can't reach or doesn't understand is
/// an <see cref="HttpRequestException"/>: the platform's fault, worth another try.
/// </summary>
public interface IServiceRuntime : IRunLogs
{
    /// <summary>Starts the revision beside whatever serves; one that is known already is left as it is.</summary>
    Task ApplyAsync(RevisionSpec spec, CancellationToken cancellationToken);

    /// <summary>Answers when the revision is no longer starting, and at the latest after <paramref name="patience"/> (at most 60 s).</summary>
    /// <returns>Null when the runtime doesn't know it.</returns>
    Task<RevisionState?> WaitAsync(ServiceId serviceId, DeploymentId deploymentId, TimeSpan patience, CancellationToken cancellationToken);

    /// <summary>Points the host name at the revision; the one before it drains and stops by itself.</summary>
    /// <returns>False when the revision is unknown or not ready: nothing has changed.</returns>
    Task<bool> TryActivateAsync(ServiceId serviceId, DeploymentId deploymentId, string hostname, CancellationToken cancellationToken);

    /// <summary>Stops and forgets it. One that is unknown is no error.</summary>
    Task RemoveAsync(ServiceId serviceId, DeploymentId deploymentId, CancellationToken cancellationToken);

    /// <summary>All revisions of the service, its routes and its logs.</summary>
    Task RemoveServiceAsync(ServiceId serviceId, CancellationToken cancellationToken);

    /// <summary>Whatever is kept for a person all of whose services are gone.</summary>
    Task RemoveTenantAsync(UserId tenant, CancellationToken cancellationToken);

    /// <summary>Brings back what revisions stand on and nobody but an operator's mistake removes; cheap when nothing is missing.</summary>
    Task MendAsync(CancellationToken cancellationToken);

    /// <summary>Every revision of every service.</summary>
    Task<IReadOnlyList<RevisionState>> ListAsync(CancellationToken cancellationToken);
}
