using DeployMcp.Data.Git;

namespace DeployMcp.DeployerServer.GitHub.Deliveries;

/// <summary>
/// Acts on stored deliveries: at once on those that this process has taken, and in a slow sweep, the first at the start, on what
/// a process that died has left. Any number of processes may do so at the same time.
/// </summary>
internal sealed partial class DeliveryWorker(
    WebhookDeliveryStore store, DeliveryActions actions, TimeProvider time, ILogger<DeliveryWorker> logger) : BackgroundService
{
    /// <summary>Answering comes first: a burst is not acted on by more than these at once.</summary>
    private const int Parallel = 2;

    private static readonly TimeSpan Sweep = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan SweepAfterFailure = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pruning = TimeSpan.FromHours(6);

    /// <summary>A burst is over when none has come for this long.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(20);

    /// <summary>And is not waited for longer than this.</summary>
    private static readonly TimeSpan LongestBurst = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _woken = new(0);
    private DateTimeOffset _nextPruning;
    private long _lastTaken;

    /// <summary>There is something to act on.</summary>
    public void Wake()
    {
        Interlocked.Exchange(ref _lastTaken, time.GetTimestamp());
        if (_woken.CurrentCount < Parallel)
        {
            _woken.Release();
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
        => Task.WhenAll(Enumerable.Range(0, Parallel).Select(_ => RunAsync(stoppingToken)));

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                var wentWell = await TryAsync(stoppingToken);
                if (await _woken.WaitAsync(wentWell ? Sweep : SweepAfterFailure, stoppingToken))
                {
                    await UntilQuietAsync(stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops; what waits is acted on by the next one.
        }
    }

    /// <summary>What follows from deliveries, builds in the end, must not slow down the answers to those that come with them.</summary>
    private async Task UntilQuietAsync(CancellationToken stoppingToken)
    {
        var woken = time.GetTimestamp();
        while (time.GetElapsedTime(Interlocked.Read(ref _lastTaken)) < Quiet && time.GetElapsedTime(woken) < LongestBurst)
        {
            await Task.Delay(Quiet, time, stoppingToken);
        }
    }

    /// <summary>Acts until nothing is due. False when something failed: it is due again soon.</summary>
    private async Task<bool> TryAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested && await store.HandleNextAsync(actions.ActAsync))
            {
            }

            await PruneAsync();
            return true;
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            LogFailed(e);
            return false;
        }
    }

    private async Task PruneAsync()
    {
        if (time.GetUtcNow() is var now && now >= _nextPruning)
        {
            _nextPruning = now + Pruning;
            await store.PruneAsync();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Acting on a webhook delivery failed; it is tried again")]
    private partial void LogFailed(Exception exception);
}
