using System.Text.Json;
using DeployMcp.Data.Deployments;
using DeployMcp.Domain.Services;
using DeployMcp.Planning.Plans;
using DeployMcp.Platform.Artifacts;
using DeployMcp.Platform.Builders;

namespace DeployMcp.DeployerWorker.Deployments;

/// <summary>
/// A release is named by all that decides what it is: the source's whole tree, since a build may read above its root directory;
/// the build's settings and variables; the toolchain; and the platform's own way to plan and build. What was built once by that
/// name is not built again, also not for redeploy_service: it starts a new deployment of the release that is there. Without a
/// lockfile a new build might bring newer dependencies; whoever wants them pushes, or changes a setting.
/// </summary>
internal sealed class ReleaseNames(ServiceVariables variables)
{
    /// <summary>Changes with any change of the code that plans and builds.</summary>
    private static readonly string Platform = $"{typeof(BuildPlan).Module.ModuleVersionId} {typeof(BuildOptions).Module.ModuleVersionId}";

    public async Task<string> OfAsync(Service service, KnownSource source) => ArtifactStore.NameOf(
        service.Id,
        [
            Platform,
            source.Tree,
            JsonSerializer.Serialize(PlanSettings.Of(service.Spec)),
            variables.DigestOf(service.Id, await variables.ReadAsync(service.Id)),
            .. source.Tools.Select(ToolFingerprint.Of),
        ]);
}
