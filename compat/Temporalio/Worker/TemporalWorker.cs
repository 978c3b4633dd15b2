namespace Temporalio.Worker;

/// <summary>Runs the workflows and activities of one task queue.</summary>
public class TemporalWorker : IDisposable
{
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
    }

    public TemporalWorkerOptions Options { get; }

    public IWorkerClient Client { get; set; }

    /// <summary>Runs until cancelled; then stops polling and lets what is running end. Ends only by an exception.</summary>
    public Task ExecuteAsync(CancellationToken stoppingToken) => ExecuteAsync(() => Task.Delay(Timeout.Infinite, stoppingToken), stoppingToken);

    public Task ExecuteAsync(Func<Task> untilComplete, CancellationToken stoppingToken = default) => ExecuteAsync(async () =>
    {
        await untilComplete().ConfigureAwait(false);
        return true;
    }, stoppingToken);

    /// <summary>Runs until the function's task completes, and hands on its result.</summary>
    public Task<TResult> ExecuteAsync<TResult>(Func<Task<TResult>> untilComplete, CancellationToken stoppingToken = default)
        => Interlocked.Exchange(ref _started, 1) == 0 ? untilComplete().WaitAsync(stoppingToken) : throw new InvalidOperationException("Already started");

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}
