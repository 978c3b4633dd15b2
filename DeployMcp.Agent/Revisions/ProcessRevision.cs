using System.Net;
using DeployMcp.Agent.Edge;
using DeployMcp.Agent.Logs;
using DeployMcp.Agent.Processes;
using DeployMcp.Agent.Readiness;
using DeployMcp.Agent.State;
using DeployMcp.Domain.Failures;
using DeployMcp.Planning.Runtime;

namespace DeployMcp.Agent.Revisions;

/// <summary>
/// A supervised process or container: launched until it is ready or has failed; once ready, started again whenever it ends. One loop owns
/// its processes; the others only set what the loop looks at.
/// </summary>
internal sealed partial class ProcessRevision(RevisionSpec spec, IServiceRunner runner, RevisionLog log, TimeSpan stopGrace, ILogger logger)
    : Revision(spec, runner.Time)
{
    private const int PortAttempts = 3;

    private readonly CancellationTokenSource _stop = new();
    private readonly RestartBackoff _backoff = new(runner.Time);
    private readonly TaskCompletionSource _environment = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _supervision = Task.CompletedTask;
    private volatile ServiceRun? _run;

    public override int? Port => _run is { } run ? run.EndPoint?.Port ?? run.Port : null;

    /// <summary>Its environment is not known since the agent was restarted: it can be watched but not launched.</summary>
    public bool EnvironmentWithheld => !_environment.Task.IsCompleted;

    public ServiceRun? Run => _run;

    public override SavedRevision ToSaved() => new(
        Spec with { Environment = new Dictionary<string, string>(StringComparer.Ordinal) },
        EnvironmentWithheld || Spec.Environment.Count > 0,
        Phase,
        WasReady,
        Restarts,
        Failure,
        _run?.ToSaved());

    public void Start()
    {
        _environment.TrySetResult();
        _supervision = SuperviseAsync(adopted: null);
    }

    /// <summary>Goes on where an agent before this one was killed.</summary>
    public void Resume(SavedRevision saved)
    {
        (Restarts, WasReady) = (saved.Restarts, saved.WasReady);
        if (!saved.EnvironmentWithheld)
            _environment.TrySetResult();

        if (saved.Phase == RevisionPhase.Failed)
        {
            Become(RevisionPhase.Failed, saved.Failure);
            return;
        }

        var adopted = saved is { Process: { } process, Phase: not RevisionPhase.Stopped } ? runner.Adopt(Key, process, log) : null;
        if (adopted is null)
            Become(saved.Phase == RevisionPhase.Stopped ? RevisionPhase.Stopped : RevisionPhase.Crashed, saved.Failure ?? Diagnosis.CrashedLater(null, Spec, []));

        _supervision = SuperviseAsync(adopted);
    }

    /// <summary>The same revision applied again: brings the environment that a restarted agent lacks.</summary>
    public void Supply(RevisionSpec complete)
    {
        if (!EnvironmentWithheld)
            return;

        Complete(complete);
        if (Phase is RevisionPhase.Crashed or RevisionPhase.Stopped)
            Become(RevisionPhase.Starting);

        _environment.TrySetResult();
    }

    /// <summary>Kills it for using more memory than it may; the loop sees the end and says why.</summary>
    public Task KillForMemoryAsync(ServiceRun run, long bytes)
    {
        run.OverLimitBytes = bytes;
        OverMemory(logger, Key, bytes / (1024 * 1024), Spec.MemoryMiB);
        return run.Process.Tree.KillAsync(Time);
    }

    protected override async Task StopCoreAsync(TimeSpan drain)
    {
        var backend = Backend;
        if (backend is not null)
            await backend.DrainAsync(drain, Time);

        await _stop.CancelAsync();
        await _supervision;

        // SIGTERM first: a service that knows how says goodbye to whoever is still connected.
        if (_run is { } run)
            await runner.EndAsync(Spec, run, stopGrace);

        if (backend is not null)
            await backend.CloseAsync(TimeSpan.Zero, Time);

        _run = null;
        runner.RemoveTemp(Key);
    }

    private async Task SuperviseAsync(ServiceRun? adopted)
    {
        try
        {
            if (adopted is null && Phase != RevisionPhase.Starting)
            {
                await _environment.Task.WaitAsync(_stop.Token);
                Become(RevisionPhase.Starting);
            }

            var failure = await LiveAsync(adopted);
            while (WasReady)
            {
                Become(RevisionPhase.Crashed, failure);
                await PauseAsync(failure);
                Restarts++;
                failure = await LiveAsync(adopted: null);
            }

            Failed(logger, Key, failure.Code, failure.Message);
            Become(RevisionPhase.Failed, failure);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            Stopped(logger, Key);
        }
    }

    private async Task PauseAsync(Failure failure)
    {
        var pause = _backoff.Next();
        Crashed(logger, Key, failure.Message, pause.TotalSeconds);
        await runner.PauseAsync(pause, _stop.Token);
        await _environment.Task.WaitAsync(_stop.Token);
    }

    private async Task<Failure> LiveAsync(ServiceRun? adopted)
    {
        try
        {
            return await LiveOnceAsync(adopted);
        }
        catch (Exception e) when (!_stop.IsCancellationRequested)
        {
            // A full disk or an exhausted port range is ours to mend, not a reason to stop supervising.
            Faulted(logger, e, Key);
            if (_run is { } run)
                await EndAsync(run);

            return Diagnosis.PlatformFault(e.Message);
        }
    }

    /// <summary>One life, from launch to end.</summary>
    /// <returns>Why it ended.</returns>
    private async Task<Failure> LiveOnceAsync(ServiceRun? adopted)
    {
        var failure = adopted is null ? await LaunchAsync() : await ContinueAsync(adopted);
        if (failure is not null || _run is not { } run)
            return failure ?? Diagnosis.CrashedLater(null, Spec, []);

        // Told to stop, it drains and is disposed of by whoever stops it.
        var backend = new ForwardingBackend(run.EndPoint!);
        _backoff.Ready();
        Become(RevisionPhase.Ready, backend: backend);
        Ready(logger, Key, run.EndPoint!);
        await run.Process.Exited.WaitAsync(_stop.Token);
        var end = await runner.ExplainExitAsync(Spec, run, log, started: true);
        Become(RevisionPhase.Crashed, end);
        await backend.CloseAsync(TimeSpan.Zero, Time);
        backend.Dispose();
        await EndAsync(run);
        return end;
    }

    private async Task<Failure?> LaunchAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            ServiceRun run;
            try
            {
                _run = run = await runner.LaunchAsync(Spec, Key, log);
            }
            catch (IOException e) when (e is DirectoryNotFoundException or FileNotFoundException)
            {
                return Diagnosis.ReleaseMissing(e.Message);
            }
            catch (NoFreePortException e)
            {
                return Diagnosis.Unschedulable(e.Message);
            }

            Changed?.Invoke();
            if (await runner.WaitReadyAsync(Spec, run, log, _stop.Token) is not { } failure)
                return null;

            var again = attempt < PortAttempts && runner.LostItsPort(failure, run, log);
            await EndAsync(run);
            if (!again)
                return failure;
        }
    }

    private async Task<Failure?> ContinueAsync(ServiceRun run)
    {
        _run = run;
        if (run.EndPoint is not null)
            return null;

        var failure = await runner.WaitReadyAsync(Spec, run, log, _stop.Token);
        if (failure is not null)
            await EndAsync(run);

        return failure;
    }

    private async Task EndAsync(ServiceRun run)
    {
        _run = null;
        await runner.EndAsync(Spec, run, TimeSpan.Zero);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Revision} is ready at {EndPoint}")]
    private static partial void Ready(ILogger logger, RevisionKey revision, IPEndPoint endPoint);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Revision} failed with {Code}: {Reason}")]
    private static partial void Failed(ILogger logger, RevisionKey revision, FailureCode code, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Revision} crashed: {Reason} Next try in {Seconds} s")]
    private static partial void Crashed(ILogger logger, RevisionKey revision, string reason, double seconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Revision} used {UsedMiB} MiB of {LimitMiB} MiB and is killed")]
    private static partial void OverMemory(ILogger logger, RevisionKey revision, long usedMiB, int limitMiB);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Revision} is no longer supervised")]
    private static partial void Stopped(ILogger logger, RevisionKey revision);

    [LoggerMessage(Level = LogLevel.Error, Message = "The supervision of {Revision} broke")]
    private static partial void Faulted(ILogger logger, Exception e, RevisionKey revision);
}
