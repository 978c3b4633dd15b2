using System.Threading.Channels;
using DeployMcp.LibSql.Hrana;
using DeployMcp.LibSql.Streams;
using DeployMcp.LibSql.Tokens;

namespace DeployMcp.LibSql.WebSockets;

/// <summary>A batch that runs only as far ahead of its reader as some entries (Hrana 3, "Fetch entries from a cursor").</summary>
internal sealed class SocketCursor
{
    private const int EntriesAhead = 128;
    private const int EntriesPerFetchBytes = 1024 * 1024;

    private readonly Channel<byte[]> _entries = Channel.CreateBounded<byte[]>(EntriesAhead);
    private readonly List<byte[]> _written = [];
    private readonly CancellationTokenSource _cancellation;
    private readonly Task _run;

    public SocketCursor(SqlStream stream, TokenAccess access, Batch batch, IHranaEncoding encoding, CancellationToken cancellationToken)
    {
        _cancellation = stream.Database.RequestCancellation(cancellationToken);
        _run = Task.Run(() => RunAsync(stream, access, batch, encoding, _cancellation.Token), CancellationToken.None);
    }

    /// <summary>Writes the members <c>entries</c> and <c>done</c>.</summary>
    public async Task FetchAsync(ISocketWriter writer, long maxCount, CancellationToken cancellationToken)
    {
        List<byte[]> entries = [];
        var bytes = 0L;
        while (entries.Count < maxCount && bytes < EntriesPerFetchBytes)
        {
            // What is there goes out at once; only the first entry is waited for.
            if (!_entries.Reader.TryRead(out var entry) && (entries.Count > 0 || !await _entries.Reader.WaitToReadAsync(cancellationToken) || !_entries.Reader.TryRead(out entry)))
                break;
            entries.Add(entry);
            bytes += entry.Length;
        }

        writer.Fetched(entries, _entries.Reader.Completion.IsCompleted);
    }

    /// <summary>Ends the batch where it is.</summary>
    public async Task CloseAsync()
    {
        await _cancellation.CancelAsync();
        await _run;
        _cancellation.Dispose();
    }

    private async Task RunAsync(SqlStream stream, TokenAccess access, Batch batch, IHranaEncoding encoding, CancellationToken cancellationToken)
    {
        using var writer = encoding.ForSocket(int.MaxValue);
        try
        {
            await stream.EnterAsync(cancellationToken);
            try
            {
                var sink = writer.CursorEntries(() => TakeEntry(writer.Output), HandOverAsync);
                await new StreamRequestHandler(stream, access, writer).RunAsync(batch, sink, cancellationToken);
                await HandOverAsync(cancellationToken);
            }
            finally
            {
                stream.Leave();
            }
        }
        catch (OperationCanceledException)
        {
            // It was closed, by its client or with its database: nobody reads on.
        }
        catch (HranaRefusedException e)
        {
            await EndAsync(writer, e.Error);
        }
        finally
        {
            _entries.Writer.TryComplete();
        }
    }

    private void TakeEntry(OutputBuffer output)
    {
        _written.Add(output.Rest.ToArray());
        output.Rewind(0);
    }

    private async ValueTask HandOverAsync(CancellationToken cancellationToken)
    {
        foreach (var entry in _written)
            await _entries.Writer.WriteAsync(entry, cancellationToken);
        _written.Clear();
    }

    private async Task EndAsync(ISocketWriter writer, HranaError error)
    {
        writer.Output.Rewind(0);
        writer.CursorFailure(error);
        TakeEntry(writer.Output);
        try
        {
            await HandOverAsync(_cancellation.Token);
        }
        catch (OperationCanceledException)
        {
            // As above.
        }
    }
}
