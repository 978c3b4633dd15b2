using System.Net;
using DeployMcp.Agent.Configuration;
using DeployMcp.Agent.Logs;
using DeployMcp.Agent.Processes;
using DeployMcp.Agent.Readiness;
using DeployMcp.Agent.Revisions;
using DeployMcp.Agent.State;
using DeployMcp.Domain.Failures;
using DeployMcp.Planning.Runtime;

namespace DeployMcp.Agent.Containers;

/// <summary>Runs a revision's image as a container, and finds out why it doesn't answer when it doesn't.</summary>
internal sealed partial class ContainerRunner(
    AgentSettings settings, EngineClient engine, ReadinessProbe probe, TimeProvider time, ILogger logger) : IServiceRunner
{
    /// <summary>For the last lines of a container that has ended.</summary>
    private static readonly TimeSpan LogLimit = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan EnginePoll = TimeSpan.FromMilliseconds(500);

    private readonly ContainerExit _exit = new(engine, time);
    private readonly ContainerLogPump _pump = new(engine, time, logger);
    private EngineLimits? _limits;

    public TimeProvider Time => time;

    /// <exception cref="FileNotFoundException">The engine does not have the image.</exception>
    /// <exception cref="HttpRequestException">The engine can't be reached.</exception>
    public async Task<ServiceRun> LaunchAsync(RevisionSpec spec, RevisionKey key, RevisionLog log)
    {
        using var activity = AgentTelemetry.Source.StartActivity("launch container");
        activity?.SetTag("deploymcp.service_id", key.Service.ToString()).SetTag("deploymcp.deployment_id", key.Deployment.ToString());
        log.Create();
        var logStart = log.Length;
        var container = await CreateAsync(spec);
        var process = await StartAsync(container, log);
        Launched(logger, key, container[..12], process.Pid, spec.DeclaredPort);
        return new ServiceRun(process, spec.DeclaredPort, logStart) { Container = container };
    }

    /// <returns>Null when the container has ended.</returns>
    public ServiceRun? Adopt(RevisionKey key, SavedProcess saved, RevisionLog log)
    {
        var isAlive = ProcessTable.Find(saved.Pid) is { IsAlive: true } found && found.StartTicks == saved.StartTicks;
        if (!isAlive || saved is not { Container: { } container, ContainerAddress: { } address })
            return null;

        Adopted(logger, key, container[..12]);
        var exited = _exit.WaitAsync(container, saved.Pid, saved.StartTicks);
        var since = File.Exists(log.Path) ? new DateTimeOffset(File.GetLastWriteTimeUtc(log.Path)).AddTicks(1) : DateTimeOffset.UnixEpoch;
        var process = new ContainerProcess(
            container, saved.Pid, saved.StartTicks, IPAddress.Parse(address), exited, _pump.RunAsync(container, log, since, exited));
        return new ServiceRun(process, saved.Port, saved.LogStart)
        {
            Container = container,
            EndPoint = saved.Address is null ? null : IPEndPoint.Parse(saved.Address),
        };
    }

    public async Task<Failure?> WaitReadyAsync(RevisionSpec spec, ServiceRun run, RevisionLog log, CancellationToken cancellationToken)
    {
        if (run.Process is ContainerProcess { StartError: { } error })
            return ContainerDiagnosis.NotStarted(spec, error);

        using var activity = AgentTelemetry.Source.StartActivity("wait for readiness");
        var start = time.GetTimestamp();
        var seen = await probe.WaitAsync(run.Process, run.Port, spec.Image!.ExposedPort ?? run.Port, () => log.Length, cancellationToken);
        run.EndPoint = seen.Kind == ReadinessKind.Ready ? seen.EndPoint : null;
        activity?.SetTag("deploymcp.readiness", seen.Kind.ToString());
        return seen.Kind switch
        {
            ReadinessKind.Ready => null,
            ReadinessKind.LoopbackOnly => Diagnosis.BoundToLoopback(seen),
            ReadinessKind.NotListening => Diagnosis.PortNotListening(
                seen, time.GetElapsedTime(start), run.Port, [ContainerDiagnosis.Expected(run.Port, spec.Image.ExposedPort), .. Lines(run, log)]),
            ReadinessKind.Silent => Diagnosis.HealthTimeout(seen, settings.StartTimeout, Lines(run, log)),
            ReadinessKind.StillStarting => Diagnosis.StillStarting(settings.StartTimeout, Lines(run, log)),
            _ => await ExplainExitAsync(spec, run, log, started: false),
        };
    }

    public async Task<Failure> ExplainExitAsync(RevisionSpec spec, ServiceRun run, RevisionLog log, bool started)
    {
        var exitCode = await run.Process.Exited;
        var process = (ContainerProcess)run.Process;
        await Task.WhenAny(process.Logging, Task.Delay(LogLimit, time));
        var lines = Lines(run, log);
        if (run.OverLimitBytes is not null || ExitText.SaysOutOfMemory(lines) || await WasOutOfMemoryAsync(process.Container))
            return Diagnosis.OutOfMemory(spec, run.OverLimitBytes, lines);

        if (!started && ContainerDiagnosis.FindExecError(lines) is { } error)
            return ContainerDiagnosis.NotStarted(spec, error);

        return started ? Diagnosis.CrashedLater(exitCode, spec, lines) : Diagnosis.CrashedOnStart(exitCode, spec, lines);
    }

    /// <summary>Never: each container has all ports to itself.</summary>
    public bool LostItsPort(Failure failure, ServiceRun run, RevisionLog log) => false;

    public async Task EndAsync(RevisionSpec spec, ServiceRun run, TimeSpan grace)
    {
        var process = (ContainerProcess)run.Process;
        try
        {
            if (grace > TimeSpan.Zero && !process.Exited.IsCompleted)
                await engine.StopAsync(process.Container, grace, CancellationToken.None);

            await engine.RemoveAsync(process.Container, CancellationToken.None);
        }
        catch (Exception e) when (e is HttpRequestException or EngineRefusalException)
        {
            // The sweep removes it when the engine is back.
            NotRemoved(logger, e, process.Container[..12]);
        }

        await Task.WhenAny(process.Logging, Task.Delay(LogLimit, time));
    }

    /// <summary>A container that ended with its engine is started as soon as the engine is back.</summary>
    public async Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        if (await engine.AnswersAsync(cancellationToken))
        {
            await Task.Delay(pause, time, cancellationToken);
            return;
        }

        while (!await engine.AnswersAsync(cancellationToken))
        {
            await Task.Delay(EnginePoll, time, cancellationToken);
        }
    }

    public void RemoveTemp(RevisionKey key)
    {
        // A container's temporary files are its own and go with it.
    }

    private async Task<string> CreateAsync(RevisionSpec spec)
    {
        var name = $"deploymcp-{settings.InstanceId}-{spec.DeploymentId}";
        _limits ??= await engine.ReadLimitsAsync(CancellationToken.None);
        try
        {
            // What an agent before this one, or an engine that went away, has left of it.
            await engine.RemoveAsync(name, CancellationToken.None);
            return await engine.CreateAsync(
                name, ContainerDefinition.Of(spec, settings.InstanceId, spec.DeclaredPort, _limits, settings.LogBytes), CancellationToken.None);
        }
        catch (EngineRefusalException e) when (e.Status == HttpStatusCode.NotFound)
        {
            throw new FileNotFoundException($"The container engine does not have the image: {e.Message}", e);
        }
    }

    private async Task<ContainerProcess> StartAsync(string container, RevisionLog log)
    {
        try
        {
            await engine.StartAsync(container, CancellationToken.None);
        }
        catch (EngineRefusalException e)
        {
            return ContainerProcess.NotStarted(container, e.Message);
        }

        var state = await engine.InspectAsync(container, CancellationToken.None);
        var pid = state?.Pid ?? 0;
        var ticks = ProcessTable.Find(pid)?.StartTicks ?? 0;
        var exited = _exit.WaitAsync(container, pid, ticks);
        return new ContainerProcess(
            container, pid, ticks, state?.Address ?? IPAddress.None, exited, _pump.RunAsync(container, log, DateTimeOffset.UnixEpoch, exited));
    }

    private async Task<bool> WasOutOfMemoryAsync(string container)
    {
        try
        {
            return await engine.InspectAsync(container, CancellationToken.None) is { OutOfMemory: true };
        }
        catch (Exception e) when (e is HttpRequestException or EngineRefusalException)
        {
            NotInspected(logger, e, container[..12]);
            return false;
        }
    }

    private static IReadOnlyList<string> Lines(ServiceRun run, RevisionLog log) => log.LinesSince(run.LogStart, Diagnosis.EvidenceLines);

    [LoggerMessage(Level = LogLevel.Information, Message = "Launched {Revision} as container {Container}, process {Pid}, with PORT={Port}")]
    private static partial void Launched(ILogger logger, RevisionKey revision, string container, int pid, int port);

    [LoggerMessage(Level = LogLevel.Information, Message = "Adopted {Revision}, container {Container}")]
    private static partial void Adopted(ILogger logger, RevisionKey revision, string container);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Container {Container} could not be removed; it is looked for again")]
    private static partial void NotRemoved(ILogger logger, Exception e, string container);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Container {Container} could not be inspected after its end")]
    private static partial void NotInspected(ILogger logger, Exception e, string container);
}
