using DeployMcp.Data.Git;
using DeployMcp.DeployerServer.GitHub.Events;
using Npgsql;

namespace DeployMcp.DeployerServer.GitHub.Deliveries;

/// <summary>
/// Stores deliveries, those that come while one statement runs together in the next: a burst costs a few commits, and none waits
/// for more than two.
/// </summary>
internal sealed class DeliveryRecorder(WebhookDeliveryStore store)
{
    private const int MostAtOnce = 500;

    private readonly Lock _gate = new();
    private readonly Queue<Entry> _waiting = new();
    private bool _isWriting;

    /// <summary>Returns when it is stored for good. False when it was known.</summary>
    /// <exception cref="NpgsqlException">The database doesn't take it.</exception>
    public Task<bool> RecordAsync(WebhookDelivery delivery)
    {
        var entry = new Entry(delivery, new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_gate)
        {
            _waiting.Enqueue(entry);
            if (!_isWriting)
            {
                _isWriting = true;
                _ = Task.Run(WriteAllAsync);
            }
        }

        return entry.Recorded.Task;
    }

    private async Task WriteAllAsync()
    {
        while (Take() is { Count: > 0 } batch)
        {
            await WriteAsync(batch);
        }
    }

    private List<Entry> Take()
    {
        lock (_gate)
        {
            var batch = new List<Entry>(Math.Min(_waiting.Count, MostAtOnce));
            while (batch.Count < MostAtOnce && _waiting.TryDequeue(out var entry))
            {
                batch.Add(entry);
            }

            _isWriting = batch.Count > 0;
            return batch;
        }
    }

    /// <summary>Never throws: what goes wrong is told to those whose deliveries it met.</summary>
    private async Task WriteAsync(IReadOnlyList<Entry> batch)
    {
        try
        {
            var recorded = (await store.RecordAsync(EventReader.Provider, [.. batch.Select(e => e.Delivery)])).ToHashSet(StringComparer.Ordinal);
            foreach (var entry in batch)
            {
                // The first of several with one id is the one that was stored.
                entry.Recorded.SetResult(recorded.Remove(entry.Delivery.DeliveryId));
            }
        }
        catch (PostgresException) when (batch.Count > 1)
        {
            // One of them can't be stored, or another process was storing the same ones in another order.
            foreach (var entry in batch)
            {
                await WriteAsync([entry]);
            }
        }
        catch (Exception e)
        {
            foreach (var entry in batch)
            {
                entry.Recorded.SetException(e);
            }
        }
    }

    private sealed record Entry(WebhookDelivery Delivery, TaskCompletionSource<bool> Recorded);
}
