using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Temporalio.Engine.Postgres;

internal enum Topic
{
    /// <summary>A workflow task may be taken; the key is the queue.</summary>
    WorkflowTask,

    /// <summary>A query may be taken; the key is the queue.</summary>
    Query,

    /// <summary>An activity task may be taken; the key is the queue.</summary>
    ActivityTask,

    /// <summary>A running activity should ask how it stands; the key is its token.</summary>
    ActivityCancel,

    /// <summary>A run was closed; the key is its id.</summary>
    RunClosed,

    /// <summary>A query was answered; the key is its id.</summary>
    QueryAnswered,

    /// <summary>A timer or timeout of this process comes; the key is the time until then in milliseconds.</summary>
    Due,
}

/// <summary>Something that others wait for.</summary>
internal readonly record struct News(Topic Topic, string Key)
{
    public static string Queue(string workflowNamespace, string taskQueue) => $"{workflowNamespace}/{taskQueue}";

    /// <summary>Notifications are limited to 8,000 bytes; a longer key only costs the wait until the next poll.</summary>
    public string ToPayload(string sender) => $"{sender} {(int)Topic} {(Key.Length < 1500 ? Key : "")}";

    public static (string Sender, News News)? Parse(string payload)
    {
        var parts = payload.Split(' ', 3);
        return parts.Length == 3 && int.TryParse(parts[1], out var topic) ? (parts[0], new((Topic)topic, parts[2])) : null;
    }
}

/// <summary>
/// Hands news to those who wait for them: at once within the process, and by LISTEN/NOTIFY, over one connection per process
/// and database, between processes. News may be lost when that connection breaks; whoever waits polls as well.
/// </summary>
internal sealed partial class Notifications(string connectionString, ILogger logger)
{
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<Subscription, byte> _subscriptions = new();
    private readonly Lock _gate = new();
    private CancellationTokenSource? _listening;
    private Task _listener = Task.CompletedTask;

    public string Sender { get; } = Guid.NewGuid().ToString("N")[..12];

    /// <summary>A null key subscribes to the whole topic; after an interruption the handler is called with an empty key.</summary>
    public IDisposable Subscribe(Topic topic, string? key, Action<string> handler)
    {
        var subscription = new Subscription(this, topic, key, handler);
        lock (_gate)
        {
            _subscriptions[subscription] = 0;
            if (_listening is null)
            {
                _listening = new();
                var token = _listening.Token;
                _listener = Task.Run(() => ListenAsync(token), CancellationToken.None);
            }
        }

        return subscription;
    }

    public void Publish(News news)
    {
        foreach (var (subscription, _) in _subscriptions)
        {
            if (subscription.Topic == news.Topic && (subscription.Key is null || subscription.Key == news.Key))
                subscription.Handler(news.Key);
        }
    }

    public void Publish(News news, TimeSpan delay)
    {
        if (delay <= TimeSpan.Zero)
            Publish(news);
        else
            _ = Task.Delay(delay).ContinueWith(_ => Publish(news), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        var delay = TimeSpan.FromMilliseconds(100);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await ListenOnceAsync(() => delay = TimeSpan.FromMilliseconds(100), cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (TransientFailures.IsTransient(e) || e is NpgsqlException)
            {
                LogInterrupted(logger, delay.TotalMilliseconds, e.Message);
                await Task.Delay(delay, CancellationToken.None).ConfigureAwait(false);
                delay = delay < TimeSpan.FromSeconds(1) ? delay * 2 : delay;
            }
        }
    }

    private async Task ListenOnceAsync(Action connected, CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, KeepAlive = 10 };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        await using var disposal = connection.ConfigureAwait(false);
        await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        connection.Notification += (_, e) =>
        {
            if (News.Parse(e.Payload) is { } received && received.Sender != Sender)
                Publish(received.News);
        };
        await Statements.QueryAsync(connection, "listen temporal", _ => true, [], cancellationToken).ConfigureAwait(false);
        connected();
        // What happened before the LISTEN is not told; whoever waits looks for himself.
        foreach (var (subscription, _) in _subscriptions)
            subscription.Handler("");
        while (true)
            await connection.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private void Unsubscribe(Subscription subscription)
    {
        _subscriptions.TryRemove(subscription, out _);
        if (_subscriptions.IsEmpty)
            _ = StopWhenIdleAsync();
    }

    private async Task StopWhenIdleAsync()
    {
        await Task.Delay(Linger, CancellationToken.None).ConfigureAwait(false);
        CancellationTokenSource? stop;
        Task listener;
        lock (_gate)
        {
            if (!_subscriptions.IsEmpty || _listening is null)
                return;

            (stop, listener, _listening) = (_listening, _listener, null);
        }

        await stop.CancelAsync().ConfigureAwait(false);
        await listener.ConfigureAwait(false);
        stop.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Listening for workflow engine notifications was interrupted, next try in {Milliseconds} ms: {Reason}")]
    private static partial void LogInterrupted(ILogger logger, double milliseconds, string reason);

    private sealed class Subscription(Notifications owner, Topic topic, string? key, Action<string> handler) : IDisposable
    {
        public Topic Topic { get; } = topic;

        public string? Key { get; } = key;

        public Action<string> Handler { get; } = handler;

        public void Dispose() => owner.Unsubscribe(this);
    }
}
