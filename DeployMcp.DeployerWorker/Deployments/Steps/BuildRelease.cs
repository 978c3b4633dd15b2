using DeployMcp.Data.Deployments;
using DeployMcp.Data.Services;
using DeployMcp.DeployerWorker.Deployments.Logs;
using DeployMcp.DeployerWorker.Deployments.Sources;
using DeployMcp.DeployerWorker.Telemetry;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Failures;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Services;
using DeployMcp.Planning.Plans;
using DeployMcp.Platform.Artifacts;
using DeployMcp.Platform.Builders;
using DeployMcp.Platform.Builders.Images;
using DeployMcp.Platform.Builders.Processes;

namespace DeployMcp.DeployerWorker.Deployments.Steps;

/// <summary>From the commit to a release in the artifact store, unless the same was built before.</summary>
internal sealed class BuildRelease(
    DeploymentScope scope,
    DeploymentStore deployments,
    ServiceSources sources,
    ServiceVariables variables,
    ReleaseNames names,
    ArtifactStore artifacts,
    KeptReleases kept,
    IReleaseImages images,
    HostToolchainBuilder host,
    BuilderSelection builders,
    BuildQueue queue,
    DeploymentMetrics metrics,
    BuildOptions options,
    DeploymentLogs logs)
{
    public async Task RunAsync(DeploymentWork work, CancellationToken cancellationToken)
    {
        await scope.MoveAsync(work.Deployment, DeploymentStatus.Building);
        await using var log = logs.Open(work.Deployment.Id);
        try
        {
            var commit = work.Deployment.CommitSha ?? throw new InvalidOperationException("The commit is not resolved yet.");
            var known = await deployments.FindSourceAsync(work.Service.Id, commit);
            if (known is null || !await TryReuseAsync(work, await names.OfAsync(work.Service, known), log, cancellationToken))
            {
                await BuildAsync(work, commit, log, cancellationToken);
            }
        }
        catch (DeploymentFailureException e)
        {
            log.Write($"Failed ({e.Failure.Code.ToWire()}): {e.Failure.Message}");
            throw;
        }
    }

    private async Task<bool> TryReuseAsync(DeploymentWork work, string artifact, DeploymentLog log, CancellationToken cancellationToken)
    {
        if (await deployments.FindRevisionAsync(work.Service.Id, artifact) is not { } revision)
        {
            return false;
        }

        if (!await kept.HasAsync(artifact, revision, cancellationToken))
        {
            if (artifacts.IsImage(artifact))
            {
                // Somebody has cleaned the engine up: the record goes too, and the image is built again.
                artifacts.Delete(artifact);
            }

            return false;
        }

        await deployments.SetReleaseAsync(work.Deployment.Id, artifact, Releases.WriteAgain(revision, work.Service, work.Deployment.Id));
        if (!await kept.HasAsync(artifact, revision, cancellationToken))
        {
            // Retired between the two looks; now that the row names it, the one that is built stays.
            return false;
        }

        log.Write("This source was built with these settings before: using that release");
        return true;
    }

    private async Task BuildAsync(DeploymentWork work, string commit, DeploymentLog log, CancellationToken cancellationToken)
    {
        using var reserved = await host.ReserveAsync(work.Service.Slot, cancellationToken);
        using var place = await queue.EnterAsync(position => log.Write($"Waiting for a free place to build: number {position} in line"), cancellationToken);
        var workspace = BuildWorkspace.Create(WorkspaceOf(work.Deployment.Id), BuildUser.UidOf(options.WorkDirectory, work.Service.Slot));
        try
        {
            var tree = await FetchAsync(work, commit, workspace, log, cancellationToken);
            var plan = BuildPlanner.Plan(SourceTreeReader.Read(workspace.Source, options.MaxSourceFiles), PlanSettings.Of(work.Service.Spec));
            foreach (var reason in plan.Reasons)
            {
                log.Write(reason);
            }

            var source = new KnownSource { Tree = tree, Tools = [.. plan.Tools] };
            await deployments.SetSourceAsync(work.Deployment.Id, source);
            var artifact = await names.OfAsync(work.Service, source);
            if (!await TryReuseAsync(work, artifact, log, cancellationToken))
            {
                await MakeAsync(work, plan, artifact, workspace, log, cancellationToken);
            }
        }
        finally
        {
            workspace.Delete();
        }
    }

    /// <returns>The commit's tree.</returns>
    private async Task<string> FetchAsync(DeploymentWork work, string commit, BuildWorkspace workspace, DeploymentLog log, CancellationToken cancellationToken)
    {
        log.Write($"Fetching {work.Service.Spec.Repo} ({work.Service.Spec.Branch}) at {commit[..12]}");
        var fetched = await sources.FetchAsync(work.Service, commit, workspace.Source, cancellationToken);
        if (work.Deployment.CommitAuthor is null && fetched.Author is not null)
        {
            await deployments.SetCommitAsync(work.Deployment.Id, new Commit(fetched.Commit, fetched.Message, fetched.Author));
        }

        return fetched.Tree;
    }

    private async Task MakeAsync(
        DeploymentWork work, BuildPlan plan, string artifact, BuildWorkspace workspace, DeploymentLog log, CancellationToken cancellationToken)
    {
        try
        {
            var request = new BuildRequest(
                work.Service.Slot, plan, await variables.ReadAsync(work.Service.Id), new ReleaseIdentity(work.Service.Id, work.Deployment.Id, artifact)
                {
                    Image = ImageSources.Of(work),
                });
            var release = await metrics.MeasureBuildAsync(work.Service.Spec.BuildPack, () => builders.For(plan).BuildAsync(request, workspace, log, cancellationToken));
            ReleaseLimit.Check(release, options);

            // The row first: a release that no row names may be retired at any moment.
            await deployments.SetReleaseAsync(work.Deployment.Id, artifact, Releases.Write(work.Service, work.Deployment.Id, artifact, release));
            if (release.Directory.Length > 0)
            {
                await artifacts.PublishAsync(artifact, release.Directory, work.Service.Slot, cancellationToken);
            }
        }
        finally
        {
            if (plan.Image is not null && !artifacts.Exists(artifact))
            {
                // Built, but cancelled or failed before there was a record of it.
                await images.TryRemoveAsync(artifact, CancellationToken.None);
            }
        }
    }

    private string WorkspaceOf(DeploymentId id) => Path.Combine(options.WorkDirectory, id.ToString());
}
