using System.Net;
using DeployMcp.Agent.Configuration;
using DeployMcp.Agent.Logs;
using DeployMcp.Agent.Processes;
using DeployMcp.Agent.Readiness;
using DeployMcp.Agent.State;
using DeployMcp.Domain.Failures;
using DeployMcp.Planning.Runtime;

namespace DeployMcp.Agent.Revisions;

/// <summary>Launches a revision's processes and watches them until they answer, and finds out why when they don't.</summary>
internal sealed partial class ServiceRunner(
    AgentSettings settings,
    ProcessLauncher launcher,
    PortAllocator ports,
    ReadinessProbe probe,
    CgroupTree cgroups,
    TimeProvider time,
    ILogger logger) : IServiceRunner
{
    private static readonly TimeSpan ReapLimit = TimeSpan.FromSeconds(1);

    public TimeProvider Time => time;

    /// <exception cref="DirectoryNotFoundException">The release is not there.</exception>
    public async Task<ServiceRun> LaunchAsync(RevisionSpec spec, RevisionKey key, RevisionLog log)
    {
        using var activity = AgentTelemetry.Source.StartActivity("launch service");
        activity?.SetTag("deploymcp.service_id", key.Service.ToString()).SetTag("deploymcp.deployment_id", key.Deployment.ToString());
        var port = ports.Reserve();
        try
        {
            log.Create();
            var logStart = log.Length;
            var kernelKills = KernelKills(spec);
            var process = await launcher.StartAsync(new Launch(spec, key.ToString(), port, log.Path));
            Launched(logger, key, process.Pid, port);
            return new ServiceRun(process, port, logStart) { EarlierKernelKills = kernelKills };
        }
        catch
        {
            ports.Release(port);
            throw;
        }
    }

    /// <returns>Null when the process is gone.</returns>
    public ServiceRun? Adopt(RevisionKey key, SavedProcess saved, RevisionLog log)
    {
        if (ServiceProcess.Adopt(saved.Pid, saved.StartTicks, launcher.MarkOf(key.ToString()), time) is not { } process)
            return null;

        ports.Keep(saved.Port);
        Adopted(logger, key, saved.Pid);
        return new ServiceRun(process, saved.Port, saved.LogStart) { EndPoint = saved.Address is null ? null : IPEndPoint.Parse(saved.Address) };
    }

    /// <returns>Null when it is ready.</returns>
    public async Task<Failure?> WaitReadyAsync(RevisionSpec spec, ServiceRun run, RevisionLog log, CancellationToken cancellationToken)
    {
        using var activity = AgentTelemetry.Source.StartActivity("wait for readiness");
        var start = time.GetTimestamp();
        var seen = await probe.WaitAsync(run.Process, run.Port, spec.DeclaredPort, () => log.Length, cancellationToken);
        run.EndPoint = seen.Kind == ReadinessKind.Ready ? seen.EndPoint : null;
        activity?.SetTag("deploymcp.readiness", seen.Kind.ToString());
        return seen.Kind switch
        {
            ReadinessKind.Ready => null,
            ReadinessKind.LoopbackOnly => Diagnosis.BoundToLoopback(seen),
            ReadinessKind.NotListening => Diagnosis.PortNotListening(seen, time.GetElapsedTime(start), run.Port, Lines(run, log)),
            ReadinessKind.Silent => Diagnosis.HealthTimeout(seen, settings.StartTimeout, Lines(run, log)),
            ReadinessKind.StillStarting => Diagnosis.StillStarting(settings.StartTimeout, Lines(run, log)),
            _ => await ExplainExitAsync(spec, run, log, started: false),
        };
    }

    public async Task<Failure> ExplainExitAsync(RevisionSpec spec, ServiceRun run, RevisionLog log, bool started)
    {
        var exitCode = await run.Process.Exited;
        var lines = Lines(run, log);
        if (run.OverLimitBytes is not null || KernelKills(spec) > run.EarlierKernelKills || ExitText.SaysOutOfMemory(lines))
            return Diagnosis.OutOfMemory(spec, run.OverLimitBytes, lines);

        return started ? Diagnosis.CrashedLater(exitCode, spec, lines) : Diagnosis.CrashedOnStart(exitCode, spec, lines);
    }

    /// <summary>Another program took the port between the moment it was found free and the service's own bind.</summary>
    public bool LostItsPort(Failure failure, ServiceRun run, RevisionLog log)
        => failure.Code == FailureCode.CrashedOnStart && ExitText.SaysAddressInUse(Lines(run, log), run.Port);

    /// <summary>Ends what is left of a run: SIGTERM and after a while SIGKILL, or SIGKILL at once without a grace.</summary>
    public async Task EndAsync(RevisionSpec spec, ServiceRun run, TimeSpan grace)
    {
        if (grace > TimeSpan.Zero)
            await run.Process.Tree.StopAsync(grace, time);
        else
            await run.Process.Tree.KillAsync(time);

        // Dead, but in the process table until its exit code is read, which happens on another thread.
        await Task.WhenAny(run.Process.Exited, Task.Delay(ReapLimit, time));
        cgroups.Remove(spec.DeploymentId.ToString());
        ports.Release(run.Port);
    }

    public Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken) => Task.Delay(pause, time, cancellationToken);

    public void RemoveTemp(RevisionKey key)
    {
        var temp = launcher.TempOf(key.ToString());
        if (Directory.Exists(temp))
            Directory.Delete(temp, recursive: true);
    }

    private long KernelKills(RevisionSpec spec)
        => cgroups.PathOf(spec.DeploymentId.ToString()) is { } path ? CgroupTree.OutOfMemoryKills(path) : 0;

    private static IReadOnlyList<string> Lines(ServiceRun run, RevisionLog log) => log.LinesSince(run.LogStart, Diagnosis.EvidenceLines);

    [LoggerMessage(Level = LogLevel.Information, Message = "Launched {Revision} as process {Pid} with PORT={Port}")]
    private static partial void Launched(ILogger logger, RevisionKey revision, int pid, int port);

    [LoggerMessage(Level = LogLevel.Information, Message = "Adopted {Revision}, process {Pid}")]
    private static partial void Adopted(ILogger logger, RevisionKey revision, int pid);
}
