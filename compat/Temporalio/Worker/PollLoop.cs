using Microsoft.Extensions.Logging;
using Temporalio.Engine;

namespace Temporalio.Worker;

/// <summary>Takes tasks from the engine while there are some and there is room, and waits for news otherwise.</summary>
internal sealed partial class PollLoop(string kind, int slots, ILogger logger) : IDisposable
{
    /// <summary>News may be lost: even without any the queue is looked at as often as this.</summary>
    private static readonly TimeSpan Fallback = TimeSpan.FromSeconds(1);

    /// <summary>More at once would only keep tasks from other workers.</summary>
    private const int LargestBatch = 10;

    private readonly SemaphoreSlim _free = new(slots, slots);
    private readonly WakeSignal _wake = new();

    public void Wake(TimeSpan delay) => _wake.Set(delay);

    /// <summary>Polls until told to stop, then waits for all that it has started.</summary>
    public async Task RunAsync<T>(Func<int, CancellationToken, Task<IReadOnlyList<T>>> poll, Func<T, Task> handle, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await _free.WaitAsync(stop).ConfigureAwait(false);
                var room = 1;
                while (room < LargestBatch && await _free.WaitAsync(TimeSpan.Zero, CancellationToken.None).ConfigureAwait(false))
                    room++;
                var taken = await TakeAsync(poll, handle, room).ConfigureAwait(false);
                if (taken == 0)
                    await _wake.WaitAsync(Fallback, stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                break;
            }
        }

        for (var i = 0; i < slots; i++)
            await _free.WaitAsync(CancellationToken.None).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _wake.Dispose();
        _free.Dispose();
    }

    private async Task<int> TakeAsync<T>(Func<int, CancellationToken, Task<IReadOnlyList<T>>> poll, Func<T, Task> handle, int room)
    {
        IReadOnlyList<T> tasks = [];
        try
        {
            // Not cancelled by the stop: a task that was claimed must be handled.
            tasks = await poll(room, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (TransientFailures.IsTransient(e))
        {
            LogUnreachable(logger, kind, e.Message);
        }
        finally
        {
            if (room > tasks.Count)
                _free.Release(room - tasks.Count);
        }

        foreach (var task in tasks)
            _ = Task.Run(() => HandleAsync(task, handle), CancellationToken.None);
        return tasks.Count;
    }

    private async Task HandleAsync<T>(T task, Func<T, Task> handle)
    {
        try
        {
            await handle(task).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            LogLost(logger, kind, e);
        }
        finally
        {
            _free.Release();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Polling for {Kind} tasks waits for the engine's database: {Reason}")]
    private static partial void LogUnreachable(ILogger logger, string kind, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "A {Kind} task could not be handled; it comes again after its timeout")]
    private static partial void LogLost(ILogger logger, string kind, Exception e);
}
