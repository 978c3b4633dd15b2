using Temporalio.Client;
using Temporalio.Worker.Interceptors;

namespace Temporalio.Worker;

/// <summary>Runs the workflows and activities of one task queue.</summary>
public class TemporalWorker : IDisposable
{
    private readonly WorkerContext _context;
    private readonly WorkflowWorker? _workflows;
    private readonly ActivityWorker? _activities;
    private int _started;

    /// <exception cref="InvalidOperationException">The client is lazy and has not connected.</exception>
    public TemporalWorker(IWorkerClient client, TemporalWorkerOptions options)
    {
        Client = client;
        Options = (TemporalWorkerOptions)options.Clone();
        if (Options.TaskQueue is null)
            throw new ArgumentException("TaskQueue must be set", nameof(options));
        if (Options.Activities.Count == 0 && Options.Workflows.Count == 0)
            throw new ArgumentException("Must have at least one workflow or activity", nameof(options));

        _context = ToContext(client, Options);
        _workflows = Options.Workflows.Count > 0 ? new(_context) : null;
        _activities = Options.Activities.Count > 0 ? new(_context) : null;
    }

    public TemporalWorkerOptions Options { get; }

    public IWorkerClient Client { get; }

    /// <summary>Runs until cancelled; then stops polling and lets what is running end. Ends only by an exception.</summary>
    public Task ExecuteAsync(CancellationToken stoppingToken)
        => ExecuteAsync(async () => await Task.Delay(Timeout.Infinite, stoppingToken).ConfigureAwait(false), stoppingToken);

    public Task ExecuteAsync(Func<Task> untilComplete, CancellationToken stoppingToken = default) => ExecuteAsync(async () =>
    {
        await untilComplete().ConfigureAwait(false);
        return true;
    }, stoppingToken);

    /// <summary>Runs until the function's task completes, and hands on its result.</summary>
    public async Task<TResult> ExecuteAsync<TResult>(Func<Task<TResult>> untilComplete, CancellationToken stoppingToken = default)
    {
        if (Interlocked.Exchange(ref _started, 1) != 0)
            throw new InvalidOperationException("Already started");

        var attachment = await _context.Service.AttachWorkerAsync(
            new(_context.Queue, delay => _workflows?.Wake(delay), delay => _workflows?.WakeQueries(delay), delay => _activities?.Wake(delay), token => _activities?.CancelRequested(token)), stoppingToken).ConfigureAwait(false);
        await using var detaching = attachment.ConfigureAwait(false);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var running = Task.WhenAll(
            Task.Run(() => _workflows?.RunAsync(stop.Token) ?? Task.CompletedTask, CancellationToken.None),
            Task.Run(() => _activities?.RunAsync(stop.Token) ?? Task.CompletedTask, CancellationToken.None));
        try
        {
            return await untilComplete().WaitAsync(stoppingToken).ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await running.ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (!disposing)
            return;

        _workflows?.Dispose();
        _activities?.Dispose();
    }

    private static WorkerContext ToContext(IWorkerClient client, TemporalWorkerOptions options)
    {
        var connection = (client as TemporalClient)?.TemporalConnection
            ?? throw new ArgumentException("The client is not one of this library's", nameof(client));
        var service = connection.Service ?? throw new InvalidOperationException("Cannot use unconnected lazy client for worker");
        var interceptors = (client.Options.Interceptors?.OfType<IWorkerInterceptor>() ?? []).Concat(options.Interceptors ?? []).ToList();
        return new(
            service.Worker, new(client.Options.Namespace, options.TaskQueue!, options.Identity ?? connection.Identity), options,
            client.Options.DataConverter, interceptors, options.LoggerFactory ?? client.Options.LoggerFactory, client as ITemporalClient);
    }
}
