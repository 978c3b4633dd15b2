using DeployMcp.LibSql.Hrana;

namespace DeployMcp.LibSql.Databases;

/// <summary>
/// SQLite lets one connection write at a time, and others sleep and try again. Here they wait in a queue instead, in which nobody
/// is overtaken and no thread is held.
/// </summary>
internal sealed class WriterGate : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private int _waiting;

    public bool HasWaiters => Volatile.Read(ref _waiting) > 0;

    /// <exception cref="HranaException">It took longer than <paramref name="timeout"/>.</exception>
    public async ValueTask EnterAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (_gate.Wait(0, CancellationToken.None))
            return;
        Interlocked.Increment(ref _waiting);
        try
        {
            if (!await _gate.WaitAsync(timeout, cancellationToken))
                throw new HranaException("SQLITE_BUSY", $"SQLite error: database is locked: others have been writing for {timeout.TotalSeconds:0.###} s");
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <returns>Whether nobody writes, or waits to.</returns>
    public bool TryEnter() => _gate.Wait(0, CancellationToken.None);

    public void Leave() => _gate.Release();

    public void Dispose() => _gate.Dispose();
}
