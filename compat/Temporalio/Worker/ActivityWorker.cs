using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Temporalio.Activities;
using Temporalio.Engine;

namespace Temporalio.Worker;

/// <summary>The activity tasks of a task queue.</summary>
internal sealed partial class ActivityWorker : IDisposable
{
    private readonly WorkerContext _context;
    private readonly Dictionary<string, ActivityDefinition> _activities;
    private readonly ConcurrentDictionary<Guid, RunningActivity> _running = new();
    private readonly CancellationTokenSource _shutdown = new();
    private readonly PollLoop _tasks;
    private readonly ILogger _logger;

    public ActivityWorker(WorkerContext context)
    {
        _context = context;
        _logger = context.LoggerFactory.CreateLogger<ActivityWorker>();
        _activities = context.Options.Activities.ToDictionary(a => a.Name!, StringComparer.Ordinal);
        _tasks = new("activity", context.Options.MaxConcurrentActivities ?? 100, _logger);
    }

    public void Wake(TimeSpan delay) => _tasks.Wake(delay);

    public void CancelRequested(Guid token)
    {
        if (_running.TryGetValue(token, out var activity))
            activity.AskWhetherCancelled();
    }

    /// <summary>Polls until told to stop; then those that run get the graceful shutdown timeout, and after it are cancelled.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var polling = _tasks.RunAsync((limit, token) => _context.Service.PollActivityTasksAsync(_context.Queue, limit, token), HandleAsync, stop);
        await Task.WhenAny(polling, Task.Delay(Timeout.Infinite, stop)).ConfigureAwait(false);
        await _shutdown.CancelAsync().ConfigureAwait(false);
        await Task.WhenAny(polling, Task.Delay(_context.Options.GracefulShutdownTimeout, CancellationToken.None)).ConfigureAwait(false);
        while (!polling.IsCompleted)
        {
            // Again, for one may have been claimed while the stop came.
            foreach (var (_, activity) in _running)
                activity.Cancel(ActivityCancelReason.WorkerShutdown);
            await Task.WhenAny(polling, Task.Delay(100, CancellationToken.None)).ConfigureAwait(false);
        }

        await polling.ConfigureAwait(false);
    }

    public void Dispose()
    {
        _tasks.Dispose();
        _shutdown.Dispose();
    }

    private async Task HandleAsync(ActivityTask task)
    {
        using var activity = new RunningActivity(_context, task, _shutdown.Token, _logger);
        _running[task.Token] = activity;
        try
        {
            await activity.RunAsync(_activities).ConfigureAwait(false);
        }
        finally
        {
            _running.TryRemove(task.Token, out _);
        }
    }
}
