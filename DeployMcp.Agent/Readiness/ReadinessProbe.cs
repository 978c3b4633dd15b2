using System.Net;
using DeployMcp.Agent.Configuration;
using DeployMcp.Agent.Processes;

namespace DeployMcp.Agent.Readiness;

/// <summary>How a launch went. <see cref="EndPoint"/> is set for Ready, LoopbackOnly and Silent.</summary>
internal sealed record ProbeOutcome(ReadinessKind Kind, IPEndPoint? EndPoint = null, IReadOnlyList<IPEndPoint>? Listening = null);

internal enum ReadinessKind
{
    Ready,

    /// <summary>The process ended first.</summary>
    Exited,

    /// <summary>It listens where only the machine itself can reach it.</summary>
    LoopbackOnly,

    /// <summary>It listens on none of its ports.</summary>
    NotListening,

    /// <summary>It listens but answers nothing.</summary>
    Silent,

    /// <summary>It listens on no port at all, but was still busy when its time was up.</summary>
    StillStarting,
}

/// <summary>Waits until a service listens on its port and answers HTTP.</summary>
internal sealed class ReadinessProbe(AgentSettings settings, TimeProvider time)
{
    private static readonly TimeSpan FastPoll = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan SlowPoll = TimeSpan.FromMilliseconds(100);

    /// <summary>Whose a socket is costs a look at all processes: for a port that others may use too, not at every poll.</summary>
    private static readonly TimeSpan OwnerPoll = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan FastPhase = TimeSpan.FromSeconds(15);

    /// <summary>An app may bind loopback first and the other addresses a moment later.</summary>
    private static readonly TimeSpan LoopbackGrace = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(10);

    /// <summary>One that listens elsewhere and has done nothing for so long will not change its mind.</summary>
    private static readonly TimeSpan SettledElsewhere = TimeSpan.FromSeconds(10);

    /// <summary>Quiet for no longer than this at the end counts as still starting.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <param name="port">The one handed over as PORT; a listener on <paramref name="declaredPort"/> is taken instead.</param>
    /// <param name="logLength">Length of its log in bytes.</param>
    public async Task<ProbeOutcome> WaitAsync(ServiceProcess process, int port, int declaredPort, Func<long> logLength, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var waiting = new Waiting(process, port, declaredPort, time.GetTimestamp(), new StartActivity(process.Tree, logLength, time));
        var result = PollAsync(waiting, ended.Token);
        await Task.WhenAny(result, process.Exited);
        if (!result.IsCompleted)
            await ended.CancelAsync();

        try
        {
            return await result;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new ProbeOutcome(ReadinessKind.Exited);
        }
    }

    private async Task<ProbeOutcome> PollAsync(Waiting waiting, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (FindListener(waiting) is { } listener && await JudgeAsync(waiting, listener, cancellationToken) is { } readiness)
                return readiness;

            var elapsed = time.GetElapsedTime(waiting.Start);
            if (elapsed >= settings.StartTimeout)
                return TimedOut(waiting);

            waiting.Activity.Look();
            if (waiting.FirstSeen is null && waiting.Activity.Quiet >= SettledElsewhere && Listening(waiting) is { Count: > 0 } elsewhere)
                return new ProbeOutcome(ReadinessKind.NotListening, Listening: elsewhere);

            await Task.Delay(elapsed < FastPhase ? FastPoll : SlowPoll, time, cancellationToken);
        }
    }

    private ListeningSocket? FindListener(Waiting waiting)
    {
        var all = waiting.Process.Sockets();
        var candidates = all.FindAll(s => s.EndPoint.Port == waiting.Port);
        if (candidates.Count == 0 && waiting.DeclaredPort != waiting.Port && time.GetElapsedTime(waiting.LastOwnerLook) >= OwnerPoll)
        {
            candidates = all.FindAll(s => s.EndPoint.Port == waiting.DeclaredPort);
            waiting.LastOwnerLook = time.GetTimestamp();
        }

        if (candidates.Count == 0)
            return null;

        var owned = waiting.Process.Owned(candidates);
        // The least restricted one says how it can be reached.
        return owned.Count == 0 ? null : owned.OrderBy(s => s.IsLoopback).First();
    }

    private async Task<ProbeOutcome?> JudgeAsync(Waiting waiting, ListeningSocket listener, CancellationToken cancellationToken)
    {
        waiting.FirstSeen ??= time.GetTimestamp();
        var listening = time.GetElapsedTime(waiting.FirstSeen.Value);
        if (listener.IsLoopback && (settings.RequireAllInterfaces || waiting.Process.IsIsolated))
            return listening >= LoopbackGrace ? new ProbeOutcome(ReadinessKind.LoopbackOnly, listener.EndPoint) : null;

        var endPoint = waiting.Process.Reachable(listener.EndPoint);
        waiting.Answering = endPoint;
        switch (await HttpProbe.AskAsync(endPoint, AnswerTimeout, cancellationToken))
        {
            case HttpAnswer.Http:
                return new ProbeOutcome(ReadinessKind.Ready, endPoint);
            case HttpAnswer.NotHttp when time.GetElapsedTime(waiting.FirstSeen.Value) >= settings.TcpReadyAfter:
                return new ProbeOutcome(ReadinessKind.Ready, endPoint);
            default:
                return null;
        }
    }

    private ProbeOutcome TimedOut(Waiting waiting)
    {
        if (waiting.Answering is { } endPoint)
            return new ProbeOutcome(ReadinessKind.Silent, endPoint);

        var listening = Listening(waiting);
        var isBusy = waiting.Activity.Quiet < TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, settings.StartTimeout.Ticks / 4));
        return new ProbeOutcome(listening.Count == 0 && isBusy ? ReadinessKind.StillStarting : ReadinessKind.NotListening, Listening: listening);
    }

    private static List<IPEndPoint> Listening(Waiting waiting)
        => [.. waiting.Process.Owned(waiting.Process.Sockets()).Select(s => s.EndPoint).Distinct()];

    private sealed class Waiting(ServiceProcess process, int port, int declaredPort, long start, StartActivity activity)
    {
        public StartActivity Activity => activity;

        public ServiceProcess Process => process;

        public int Port => port;

        public int DeclaredPort => declaredPort;

        public long Start => start;

        public long LastOwnerLook { get; set; }

        public long? FirstSeen { get; set; }

        public IPEndPoint? Answering { get; set; }
    }
}
