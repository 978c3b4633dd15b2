namespace DeployMcp.GitServer.SmartHttp;

/// <summary>Bounds how many git operations run at once; those beyond wait, and are turned away when that takes too long.</summary>
internal sealed class OperationGate(GitServerOptions options) : IDisposable
{
    private readonly SemaphoreSlim _fetches = new(options.MaxFetches);
    private readonly SemaphoreSlim _pushes = new(options.MaxPushes);

    /// <summary>Dispose of it when the operation has ended. Null when no place came free in time.</summary>
    public Task<IDisposable?> EnterFetchAsync(CancellationToken cancellationToken) => EnterAsync(_fetches, cancellationToken);

    public Task<IDisposable?> EnterPushAsync(CancellationToken cancellationToken) => EnterAsync(_pushes, cancellationToken);

    public void Dispose()
    {
        _fetches.Dispose();
        _pushes.Dispose();
    }

    private async Task<IDisposable?> EnterAsync(SemaphoreSlim gate, CancellationToken cancellationToken)
        => await gate.WaitAsync(options.QueueTimeout, cancellationToken) ? new Place(gate) : null;

    private sealed class Place(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
