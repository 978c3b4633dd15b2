namespace DeployMcp.Server.Calls;

/// <summary>
/// Calls that ask for the same at the same time share one read. Each gets a read that began after its call: it sees whatever
/// was finished before. One read per key is under way; who comes meanwhile waits for the next one, all together.
/// </summary>
public sealed class SharedRead<TKey, TResult>(Func<TKey, Task<TResult>> read)
    where TKey : notnull
{
    private readonly Lock _gate = new();

    /// <summary>The keys whose read is under way, each with those who wait for the next; null while nobody does.</summary>
    private readonly Dictionary<TKey, TaskCompletionSource<TResult>?> _waiting = [];

    public Task<TResult> ReadAsync(TKey key)
    {
        lock (_gate)
        {
            if (_waiting.TryGetValue(key, out var next))
            {
                next ??= _waiting[key] = new TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously);
                return next.Task;
            }

            _waiting[key] = null;
        }

        return ReadFirstAsync(key);
    }

    private async Task<TResult> ReadFirstAsync(TKey key)
    {
        try
        {
            return await read(key);
        }
        finally
        {
            BeginNext(key);
        }
    }

    private void BeginNext(TKey key)
    {
        TaskCompletionSource<TResult>? next;
        lock (_gate)
        {
            next = _waiting[key];
            if (next is null)
                _waiting.Remove(key);
            else
                _waiting[key] = null;
        }

        if (next is not null)
            _ = AnswerAsync(key, next);
    }

    /// <summary>Never throws: what the read throws goes to those who wait for it.</summary>
    private async Task AnswerAsync(TKey key, TaskCompletionSource<TResult> waiting)
    {
        try
        {
            waiting.SetResult(await ReadFirstAsync(key));
        }
        catch (Exception fault)
        {
            waiting.SetException(fault);
        }
    }
}
