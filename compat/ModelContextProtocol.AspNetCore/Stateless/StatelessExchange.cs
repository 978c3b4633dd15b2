using Microsoft.AspNetCore.Http;
using ModelContextProtocol.AspNetCore.Messages;

namespace ModelContextProtocol.AspNetCore.Stateless;

/// <summary>
/// One request on its way through a server that others share: its services, its abort, and the promise that the
/// request does not end while its handler still runs.
/// </summary>
internal sealed class StatelessExchange(HttpContext context, PostResponseBody body)
{
    private const int Waiting = 0;
    private const int Running = 1;
    private const int Left = 2;

    private static readonly AsyncLocal<StatelessExchange?> CurrentExchange = new();

    // Continued on the handler's own thread: a request that is answered ends without another switch of threads.
    private readonly TaskCompletionSource _handled = new();
    private int _state = Waiting;

    /// <summary>The exchange whose handler is running in this execution context.</summary>
    public static StatelessExchange? Current
    {
        get => CurrentExchange.Value;
        set => CurrentExchange.Value = value;
    }

    public PostResponseBody Body => body;

    public IServiceProvider Services => context.RequestServices;

    public CancellationToken Aborted => context.RequestAborted;

    /// <summary>Ends with the handler.</summary>
    public Task Handled => _handled.Task;

    /// <summary>False when the request has ended before its handler began: then it must not begin any more.</summary>
    public bool TryBegin() => Interlocked.CompareExchange(ref _state, Running, Waiting) == Waiting;

    public void End() => _handled.TrySetResult();

    /// <summary>Ends the request's part; waits for a handler that has begun.</summary>
    public Task LeaveAsync() => Interlocked.Exchange(ref _state, Left) == Running ? _handled.Task : Task.CompletedTask;
}
