using DeployMcp.Agent.Configuration;
using DeployMcp.Agent.Revisions;

namespace DeployMcp.Agent.Containers;

/// <summary>
/// Removes this agent's containers that no revision owns: those of an agent that was killed between making and recording one,
/// and those that could not be removed while the engine was away. At the start and every minute.
/// </summary>
internal sealed partial class ContainerSweep(
    EngineClient engine, RevisionRegistry revisions, AgentSettings settings, TimeProvider time, ILogger<ContainerSweep> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            if (engine.MayBeThere)
                await TryAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task TryAsync(CancellationToken stoppingToken)
    {
        try
        {
            await RunAsync(stoppingToken);
        }
        catch (Exception e) when (e is HttpRequestException or EngineRefusalException)
        {
            Failed(logger, e);
        }
    }

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        // The containers first: one that is made in between belongs to a revision that is known by then.
        var containers = await engine.ListAsync($"{ContainerDefinition.AgentLabel}={settings.InstanceId}", stoppingToken);
        var known = revisions.All.Select(r => r.Spec.DeploymentId.ToString()).ToHashSet(StringComparer.Ordinal);
        foreach (var container in containers.Where(c => c.Deployment is null || !known.Contains(c.Deployment)))
        {
            Removing(logger, container.Id);
            await engine.RemoveAsync(container.Id, stoppingToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Removing container {Container}, which no revision owns")]
    private static partial void Removing(ILogger logger, string container);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The container engine does not answer; leftovers are looked for later")]
    private static partial void Failed(ILogger logger, Exception e);
}
