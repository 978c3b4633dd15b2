namespace DeployMcp.Agent.Edge;

internal enum Delivery
{
    /// <summary>The request is answered, or its connection closed.</summary>
    Done,

    /// <summary>There was no connection, so nothing of the request went out: it can go to another revision.</summary>
    NotSent,

    /// <summary>The connection closed without an answer, and the request is one that may be repeated.</summary>
    Unanswered,
}

/// <summary>What answers the requests of one revision while it runs; counts them, so that it can be let go without losing one.</summary>
internal abstract class Backend : IDisposable
{
    private readonly CancellationTokenSource _abort = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _inFlight;
    private volatile bool _closing;

    protected Backend() => Aborted = _abort.Token;

    /// <summary>Cancelled when the requests still in flight have to end.</summary>
    protected CancellationToken Aborted { get; }

    /// <returns>False when it takes no more requests: look the route up again.</returns>
    public bool TryEnter()
    {
        Interlocked.Increment(ref _inFlight);
        if (!_closing)
            return true;

        Exit();
        return false;
    }

    public void Exit()
    {
        if (Interlocked.Decrement(ref _inFlight) == 0 && _closing)
            _idle.TrySetResult();
    }

    public abstract Task<Delivery> ServeAsync(HttpContext context);

    /// <summary>Takes no new request and waits for those in flight, WebSockets and streams among them, at most <paramref name="grace"/>.</summary>
    public async Task DrainAsync(TimeSpan grace, TimeProvider time)
    {
        _closing = true;
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _inFlight) > 0 && grace > TimeSpan.Zero)
            await Task.WhenAny(_idle.Task, Task.Delay(grace, time));
    }

    /// <summary>Drains it, then ends the rest.</summary>
    public async Task CloseAsync(TimeSpan grace, TimeProvider time)
    {
        await DrainAsync(grace, time);
        await _abort.CancelAsync();
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
            _abort.Dispose();
    }
}
