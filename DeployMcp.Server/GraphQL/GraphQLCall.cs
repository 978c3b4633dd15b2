using DeployMcp.Server.Auth;

namespace DeployMcp.Server.GraphQL;

/// <summary>What all fields of one request share.</summary>
internal sealed class GraphQLCall(Caller caller) : IDisposable
{
    /// <summary>One request may ask for many services at once; it gets this many of the database's connections.</summary>
    private const int MaxConcurrentReads = 4;

    private readonly SemaphoreSlim _reads = new(MaxConcurrentReads);

    public Caller Caller { get; } = caller;

    public async Task<T> ReadAsync<T>(Func<Task<T>> read, CancellationToken cancellationToken)
    {
        await _reads.WaitAsync(cancellationToken);
        try
        {
            return await read();
        }
        finally
        {
            _reads.Release();
        }
    }

    public void Dispose() => _reads.Dispose();
}
