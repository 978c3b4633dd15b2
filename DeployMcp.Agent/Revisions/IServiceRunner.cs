using DeployMcp.Agent.Logs;
using DeployMcp.Agent.State;
using DeployMcp.Domain.Failures;
using DeployMcp.Planning.Runtime;

namespace DeployMcp.Agent.Revisions;

/// <summary>One way to run a revision: as processes of this machine, or as a container. When to run it is the revision's business.</summary>
internal interface IServiceRunner
{
    TimeProvider Time { get; }

    /// <exception cref="DirectoryNotFoundException">The release is not there.</exception>
    /// <exception cref="FileNotFoundException">The image is not there.</exception>
    Task<ServiceRun> LaunchAsync(RevisionSpec spec, RevisionKey key, RevisionLog log);

    /// <returns>Null when what the record names is gone.</returns>
    ServiceRun? Adopt(RevisionKey key, SavedProcess saved, RevisionLog log);

    /// <returns>Null when it is ready.</returns>
    Task<Failure?> WaitReadyAsync(RevisionSpec spec, ServiceRun run, RevisionLog log, CancellationToken cancellationToken);

    Task<Failure> ExplainExitAsync(RevisionSpec spec, ServiceRun run, RevisionLog log, bool started);

    /// <summary>Another program took the port that was meant for it: worth another try.</summary>
    bool LostItsPort(Failure failure, ServiceRun run, RevisionLog log);

    /// <summary>Ends what is left of a run: asked first and forced after the grace, or at once without one.</summary>
    Task EndAsync(RevisionSpec spec, ServiceRun run, TimeSpan grace);

    /// <summary>Before a crashed one is started again: shorter when what it waited for is back.</summary>
    Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken);

    void RemoveTemp(RevisionKey key);
}
