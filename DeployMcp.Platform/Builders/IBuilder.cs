using DeployMcp.Planning.Plans;

namespace DeployMcp.Platform.Builders;

/// <summary>One way to carry a plan out. Which plans are whose is decided by the plan alone.</summary>
public interface IBuilder
{
    bool Builds(BuildPlan plan);

    /// <param name="workspace">Its files belong to the service's build user already.</param>
    /// <exception cref="Domain.Failures.DeploymentFailureException">The user's code or settings.</exception>
    /// <exception cref="OperationCanceledException">Nothing of the build runs any more.</exception>
    Task<BuiltRelease> BuildAsync(BuildRequest request, BuildWorkspace workspace, IBuildLog log, CancellationToken cancellationToken);
}
