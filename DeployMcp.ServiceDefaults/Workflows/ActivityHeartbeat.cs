using Temporalio.Activities;

namespace DeployMcp.ServiceDefaults.Workflows;

/// <summary>Keeps a long activity known to the engine, so that a worker that dies meanwhile is noticed within seconds.</summary>
public static class ActivityHeartbeat
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <param name="work">Given a token that is cancelled when the engine cancels the activity, or it became unwanted.</param>
    /// <param name="isUnwanted">Asked every two seconds; null for what ends only when the engine says so.</param>
    public static async Task BeatWhileAsync(TimeProvider time, Func<CancellationToken, Task> work, Func<Task<bool>>? isUnwanted = null)
    {
        var context = ActivityExecutionContext.Current;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        using var done = new CancellationTokenSource();
        var beating = BeatAsync(context, time, isUnwanted, stop, done.Token);
        try
        {
            await work(stop.Token);
        }
        finally
        {
            await done.CancelAsync();
            await beating;
        }
    }

    private static async Task BeatAsync(
        ActivityExecutionContext context, TimeProvider time, Func<Task<bool>>? isUnwanted, CancellationTokenSource stop, CancellationToken done)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(done))
            {
                context.Heartbeat();
                if (isUnwanted is not null && await isUnwanted())
                {
                    await stop.CancelAsync();
                }
            }
        }
        catch (OperationCanceledException) when (done.IsCancellationRequested)
        {
            // The work is over.
        }
    }
}
