using System.Collections.Concurrent;
using DeployMcp.Tests.Fixtures;
using Microsoft.Extensions.Logging;
using Npgsql;
using Temporalio.Client;
using Temporalio.Worker;

namespace DeployMcp.Tests.Compat.Temporalio;

/// <summary>A database with the engine in it, shared by the tests, and workers on queues of their own.</summary>
public sealed class EngineHost : IAsyncLifetime
{
    public LogRecorder Log { get; } = new();

    public string ConnectionString { get; private set; } = "";

    public TemporalClient Client { get; private set; } = null!;

    public static string NewQueue() => $"queue-{Guid.NewGuid():N}";

    /// <summary>Polls until the condition holds; fails after 20 s.</summary>
    public static Task EventuallyAsync(Func<Task<bool>> condition, string what) => Eventually.TrueAsync(condition, what);

    public async Task InitializeAsync()
    {
        ConnectionString = await TestPostgres.CreateDatabaseAsync("temporal");
        Client = await ConnectAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public Task<TemporalClient> ConnectAsync(Action<TemporalClientConnectOptions>? configure = null)
    {
        var options = new TemporalClientConnectOptions(ConnectionString) { LoggerFactory = Log };
        configure?.Invoke(options);
        return TemporalClient.ConnectAsync(options);
    }

    public RunningWorker StartWorker(string queue, Action<TemporalWorkerOptions> configure, TemporalClient? client = null)
    {
        var options = new TemporalWorkerOptions(queue) { GracefulShutdownTimeout = TimeSpan.Zero };
        configure(options);
        return new(new(client ?? Client, options));
    }

    public async Task<T> ScalarAsync<T>(string sql, params object[] arguments)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var argument in arguments)
            command.Parameters.Add(new() { Value = argument });
        return (T)(await command.ExecuteScalarAsync())!;
    }
}

[CollectionDefinition(Name)]
public sealed class EngineGroup : ICollectionFixture<EngineHost>
{
    public const string Name = "Temporalio engine";
}

/// <summary>A worker in this process; disposing it shuts it down gracefully.</summary>
public sealed class RunningWorker : IAsyncDisposable
{
    private readonly TemporalWorker _worker;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public RunningWorker(TemporalWorker worker)
    {
        _worker = worker;
        _running = worker.ExecuteAsync(_stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _running);
        _worker.Dispose();
        _stop.Dispose();
    }
}

/// <summary>Keeps what is logged.</summary>
public sealed class LogRecorder : ILoggerFactory, ILogger
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
        => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        => Lines.Enqueue(formatter(state, exception));

    public void Dispose()
    {
    }
}
