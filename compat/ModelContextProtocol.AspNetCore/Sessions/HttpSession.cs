using System.Security.Claims;
using ModelContextProtocol.Server;

namespace ModelContextProtocol.AspNetCore.Sessions;

/// <summary>
/// The server side of one <c>Mcp-Session-Id</c>. It is idle while no HTTP request holds it; only idle sessions are
/// closed for their age or number.
/// </summary>
internal sealed class HttpSession : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly SessionOwner? _owner;
    private readonly TimeProvider _clock;
    private int _requests;
    private bool _closed;
    private int _streamOpen;

    public HttpSession(string id, StreamableHttpServerTransport transport, McpServer server, ClaimsPrincipal user, TimeProvider clock)
    {
        Id = id;
        Transport = transport;
        Server = server;
        Closing = _closing.Token;
        LastActivity = clock.GetTimestamp();
        _owner = SessionOwner.Of(user);
        _clock = clock;
    }

    public string Id { get; }

    public StreamableHttpServerTransport Transport { get; }

    public McpServer Server { get; }

    /// <summary>The server's message loop; <see cref="DisposeAsync"/> waits for it.</summary>
    public Task Run { get; set; } = Task.CompletedTask;

    /// <summary>Cancelled when the session closes. It stays valid afterwards.</summary>
    public CancellationToken Closing { get; }

    /// <summary>The clock's timestamp of the last moment with a request.</summary>
    public long LastActivity { get; private set; }

    public bool IsIdle
    {
        get
        {
            lock (_lock)
                return !_closed && _requests == 0;
        }
    }

    public bool IsClosed
    {
        get
        {
            lock (_lock)
                return _closed;
        }
    }

    public bool BelongsTo(ClaimsPrincipal caller) => _owner == SessionOwner.Of(caller);

    /// <summary>Keeps the session from being idle until the lease is disposed; null when it is closed already.</summary>
    public Lease? TryAcquire()
    {
        lock (_lock)
        {
            if (_closed)
                return null;

            _requests++;
            LastActivity = _clock.GetTimestamp();
            return new Lease(this);
        }
    }

    /// <summary>Whether the caller may open the session's one stream of unsolicited messages.</summary>
    public bool TryOpenStream() => Interlocked.Exchange(ref _streamOpen, 1) == 0;

    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (_closed)
                return;
            _closed = true;
        }

        try
        {
            // The transport first: then the message loop ends by itself and only running handlers need the cancellation.
            await Transport.DisposeAsync();
            await _closing.CancelAsync();
            await Run;
        }
        catch (OperationCanceledException) when (Closing.IsCancellationRequested)
        {
            // A loop that RunSessionHandler supplied may end this way.
        }
        finally
        {
            await Server.DisposeAsync();
            _closing.Dispose();
        }
    }

    private void Release()
    {
        lock (_lock)
        {
            _requests--;
            LastActivity = _clock.GetTimestamp();
        }
    }

    /// <summary>One HTTP request's hold on the session.</summary>
    public sealed class Lease(HttpSession session) : IDisposable
    {
        private HttpSession? _session = session;

        public void Dispose() => Interlocked.Exchange(ref _session, null)?.Release();
    }
}
