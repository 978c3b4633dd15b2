using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ModelContextProtocol.AspNetCore.Sessions;

/// <summary>The sessions that are alive, and which of them must go.</summary>
internal sealed partial class SessionRegistry(IOptions<HttpServerTransportOptions> transportOptions, ILogger<SessionRegistry> logger)
{
    private readonly ConcurrentDictionary<string, HttpSession> _sessions = new(StringComparer.Ordinal);
    private readonly HttpServerTransportOptions _options = transportOptions.Value;

    public TimeProvider Clock => _options.TimeProvider;

    public bool TryGet(string id, [NotNullWhen(true)] out HttpSession? session) => _sessions.TryGetValue(id, out session);

    /// <summary>Adds a session; if that makes more idle ones than allowed, the longest idle are closed first.</summary>
    public async Task AddAsync(HttpSession session)
    {
        _sessions[session.Id] = session;
        if (_sessions.Count > _options.MaxIdleSessionCount)
            await CloseSurplusAsync();
    }

    /// <summary>Closes and forgets a session; false when there is none of that id.</summary>
    public async Task<bool> CloseAsync(string id)
    {
        if (!_sessions.TryRemove(id, out var session))
            return false;

        try
        {
            await session.DisposeAsync();
        }
        catch (Exception exception)
        {
            // The session is gone either way; its caller could do nothing about it.
            LogCloseFailed(id, exception);
        }

        return true;
    }

    /// <summary>Closes every session that has been idle too long or is one too many.</summary>
    public async Task CloseIdleAsync()
    {
        if (_options.IdleTimeout >= TimeSpan.Zero)
        {
            foreach (var session in _sessions.Values.Where(IsOverdue).ToList())
            {
                LogIdleTimeout(session.Id, _options.IdleTimeout);
                await CloseAsync(session.Id);
            }
        }

        await CloseSurplusAsync();
    }

    public Task CloseAllAsync() => Task.WhenAll(_sessions.Keys.Select(CloseAsync));

    private bool IsOverdue(HttpSession session) =>
        session.IsIdle && Clock.GetElapsedTime(session.LastActivity) > _options.IdleTimeout;

    private async Task CloseSurplusAsync()
    {
        var idle = _sessions.Values.Where(session => session.IsIdle).OrderBy(session => session.LastActivity).ToList();
        foreach (var session in idle.Take(Math.Max(0, idle.Count - _options.MaxIdleSessionCount)))
        {
            LogTooManyIdle(session.Id, _options.MaxIdleSessionCount);
            await CloseAsync(session.Id);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Closing session {SessionId}: idle for more than {IdleTimeout}.")]
    private partial void LogIdleTimeout(string sessionId, TimeSpan idleTimeout);

    [LoggerMessage(Level = LogLevel.Information, Message = "Closing session {SessionId}: more than {MaxIdleSessionCount} are idle.")]
    private partial void LogTooManyIdle(string sessionId, int maxIdleSessionCount);

    [LoggerMessage(Level = LogLevel.Error, Message = "Session {SessionId} could not be closed cleanly.")]
    private partial void LogCloseFailed(string sessionId, Exception exception);
}
