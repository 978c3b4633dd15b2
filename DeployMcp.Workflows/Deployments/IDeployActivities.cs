using Temporalio.Activities;

namespace DeployMcp.Workflows.Deployments;

/// <summary>
/// The steps of a deployment. Each may run twice: it looks at what is there before it makes it. A failure of the user's is
/// stored on the deployment and thrown as an <c>ApplicationFailureException</c> of type <see cref="DeploymentErrors.UserFailure"/>.
/// </summary>
public interface IDeployActivities
{
    /// <summary>Pins the commit that the branch points to, unless the deployment names one already.</summary>
    [Activity]
    Task ResolveCommitAsync(DeploymentStep step);

    /// <summary>Fetches the source, plans, builds and stores the release. Heartbeats; its lines are stored as they come.</summary>
    [Activity]
    Task BuildReleaseAsync(DeploymentStep step);

    /// <summary>Makes the databases that the service has and that aren't there yet.</summary>
    [Activity]
    Task ProvisionResourcesAsync(DeploymentStep step);

    /// <summary>Starts the revision beside the one that is serving.</summary>
    [Activity]
    Task ApplyRevisionAsync(DeploymentStep step);

    /// <summary>Returns when the revision answers its health probe. Heartbeats.</summary>
    [Activity]
    Task WaitForRolloutAsync(DeploymentStep step);

    /// <summary>Points the host name at the revision, records it as active and retires the one before it.</summary>
    [Activity]
    Task SwitchTrafficAsync(DeploymentStep step);

    /// <summary>
    /// Removes what a deployment that did not become active has left, records how it ended and returns that. A failure that
    /// no step stored is the platform's.
    /// </summary>
    [Activity]
    Task<DeployServiceResult> FinishAsync(FinishInput input);
}

public static class DeploymentErrors
{
    /// <summary>The user's code or settings: not retried.</summary>
    public const string UserFailure = "UserFailure";

    /// <summary>Another deployment or a delete has taken over: not retried, nobody's fault.</summary>
    public const string NoLongerWanted = "NoLongerWanted";
}
