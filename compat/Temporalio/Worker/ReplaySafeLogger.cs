using Microsoft.Extensions.Logging;

namespace Temporalio.Worker;

/// <summary>Logs with the workflow's scope, and only what was not logged before.</summary>
internal sealed class ReplaySafeLogger(ILogger logger, Func<bool> isReplaying, Dictionary<string, object> scope) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
        => logger.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => !isReplaying() && logger.IsEnabled(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (isReplaying())
            return;

        using (logger.BeginScope(scope))
            logger.Log(logLevel, eventId, state, exception, formatter);
    }
}
