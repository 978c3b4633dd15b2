namespace Temporalio.Engine;

/// <summary>Wakes one waiter, at once or after a delay; a wake-up while nobody waits is kept.</summary>
internal sealed class WakeSignal : IDisposable
{
    private readonly SemaphoreSlim _signal = new(0);
    private volatile bool _disposed;

    public void Set(TimeSpan delay)
    {
        if (delay <= TimeSpan.Zero)
            Set();
        else
            _ = Task.Delay(delay).ContinueWith(_ => Set(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    public async Task WaitAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        await _signal.WaitAsync(longest, cancellationToken).ConfigureAwait(false);
        while (_signal.CurrentCount > 0 && await _signal.WaitAsync(TimeSpan.Zero, CancellationToken.None).ConfigureAwait(false))
        {
            // Several wake-ups are one.
        }
    }

    public void Dispose()
    {
        _disposed = true;
        _signal.Dispose();
    }

    private void Set()
    {
        if (_disposed)
            return;

        try
        {
            if (_signal.CurrentCount == 0)
                _signal.Release();
        }
        catch (ObjectDisposedException)
        {
            // Disposed in the meantime: nobody waits any more.
        }
    }
}
