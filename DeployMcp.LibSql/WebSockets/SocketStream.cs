using DeployMcp.LibSql.Streams;

namespace DeployMcp.LibSql.WebSockets;

/// <summary>A stream of a connection: its requests are answered one after the other, in the order in which they came.</summary>
internal sealed class SocketStream
{
    /// <summary>Null when it failed to open, or is closed.</summary>
    public SqlStream? Stream { get; set; }

    public SocketCursor? Cursor { get; set; }

    /// <summary>Ends when the last request has been answered.</summary>
    public Task Tail { get; private set; } = Task.CompletedTask;

    public void Enqueue(Func<Task> work)
    {
        var before = Tail;
        Tail = Task.Run(async () =>
        {
            await before;
            await work();
        });
    }

    public async Task CloseAsync()
    {
        if (Cursor is { } cursor)
            await cursor.CloseAsync();
        Cursor = null;
        if (Stream is { } stream)
            await stream.CloseAsync();
        Stream = null;
    }
}
