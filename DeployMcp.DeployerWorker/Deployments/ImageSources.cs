using DeployMcp.Planning.Containers;
using DeployMcp.Planning.Plans;
using DeployMcp.Platform.Builders;

namespace DeployMcp.DeployerWorker.Deployments;

/// <summary>What a deployment's image is called in the registry.</summary>
internal static class ImageSources
{
    /// <summary>The service by its host name: the label that is unique on the platform, as its name is in one project only.</summary>
    public static ImageSource Of(DeploymentWork work) => new(
        RegistryRepository.TenantOf(work.Service.UserId.ToString()),
        work.Service.Hostname,
        work.Deployment.CommitSha ?? throw new InvalidOperationException("The commit is not resolved yet."),
        PlanSettings.Of(work.Service.Spec));
}
