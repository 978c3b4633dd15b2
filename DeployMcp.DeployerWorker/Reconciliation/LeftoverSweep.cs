using DeployMcp.Data.Services;
using DeployMcp.DeployerWorker.Deployments;
using DeployMcp.Domain.Identity;
using DeployMcp.Platform.Artifacts;
using DeployMcp.Platform.Builders;
using DeployMcp.Platform.Builders.Images;

namespace DeployMcp.DeployerWorker.Reconciliation;

/// <summary>
/// Before the first build: ends the builds of a worker that was killed, and removes their workspaces and the releases that no
/// deployment wants. The directories belong to one worker.
/// </summary>
internal sealed partial class LeftoverSweep(
    BuildOptions options,
    HostToolchainBuilder builder,
    DockerImageBuilder imageBuilder,
    ArtifactStore artifacts,
    ReleaseRemoval removal,
    ServiceStore services,
    Releases releases,
    ILogger<LeftoverSweep> logger)
    : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        BuildDirectories.Prepare(options);
        await builder.EndLeftoversAsync();
        await imageBuilder.EndLeftoversAsync();
        foreach (var workspace in Directory.EnumerateDirectories(options.WorkDirectory).Where(IsWorkspace))
        {
            LogRemoving(workspace);
            TreeRemoval.Run(workspace);
        }

        artifacts.SweepStaging();
        foreach (var id in artifacts.List().Select(ServiceOf).OfType<ServiceId>().Distinct().ToList())
        {
            await RetireAsync(id, cancellationToken);
        }

        await removal.SweepImagesAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task RetireAsync(ServiceId id, CancellationToken cancellationToken)
    {
        if (await services.ExistsAsync(id))
        {
            await releases.RetireAsync(id);
            return;
        }

        foreach (var artifact in artifacts.ListOf(id))
        {
            LogRemoving(artifact);
            await removal.RunAsync(artifact, cancellationToken);
        }
    }

    private static bool IsWorkspace(string directory)
    {
        var name = Path.GetFileName(directory);
        return Guid.TryParseExact(name, "N", out _) || name.StartsWith(BuildWorkspace.InstallPrefix, StringComparison.Ordinal);
    }

    private static ServiceId? ServiceOf(string artifact)
        => Guid.TryParseExact(artifact.Split('-')[0], "N", out var id) ? new ServiceId(id) : null;

    [LoggerMessage(Level = LogLevel.Information, Message = "Removing {Leftover}, which nothing owns")]
    private partial void LogRemoving(string leftover);
}
