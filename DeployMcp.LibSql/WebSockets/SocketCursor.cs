using System.Threading.Channels;
using DeployMcp.LibSql.Hrana;
using DeployMcp.LibSql.Hrana.Json;
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

    public SocketCursor(SqlStream stream, TokenAccess access, Batch batch, CancellationToken cancellationToken)
    {
        _cancellation = stream.Database.RequestCancellation(cancellationToken);
        _run = Task.Run(() => RunAsync(stream, access, batch, _cancellation.Token), CancellationToken.None);
    }

    /// <summary>Writes the members <c>entries</c> and <c>done</c>.</summary>
    public async Task FetchAsync(JsonOutput output, long maxCount, CancellationToken cancellationToken)
    {
        output.Raw(",\"entries\":["u8);
        var (count, bytes, done) = (0L, 0L, false);
        while (count < maxCount && bytes < EntriesPerFetchBytes)
        {
            // What is there goes out at once; only the first entry is waited for.
            if (!_entries.Reader.TryRead(out var entry) && (count > 0 || !await _entries.Reader.WaitToReadAsync(cancellationToken) || !_entries.Reader.TryRead(out entry)))
                break;
            if (count++ > 0)
                output.Raw(","u8);
            output.Raw(entry);
            bytes += entry.Length;
        }

        done = _entries.Reader.Completion.IsCompleted;
        output.Raw("],\"done\":"u8).Boolean(done);
    }

    /// <summary>Ends the batch where it is.</summary>
    public async Task CloseAsync()
    {
        await _cancellation.CancelAsync();
        await _run;
        _cancellation.Dispose();
    }

    private async Task RunAsync(SqlStream stream, TokenAccess access, Batch batch, CancellationToken cancellationToken)
    {
        using var output = new JsonOutput(drain: null, int.MaxValue);
        try
        {
            await stream.EnterAsync(cancellationToken);
            try
            {
                var sink = new JsonCursorSink(output, () => TakeEntry(output), HandOverAsync);
                await new StreamRequestHandler(stream, access, output).RunAsync(batch, sink, cancellationToken);
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
            await EndAsync(output, e.Error);
        }
        finally
        {
            _entries.Writer.TryComplete();
        }
    }

    private void TakeEntry(JsonOutput output)
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

    private async Task EndAsync(JsonOutput output, HranaError error)
    {
        output.Rewind(0);
        output.Raw("{\"type\":\"error\",\"error\":"u8);
        JsonValues.Error(output, error);
        output.Raw("}"u8);
        TakeEntry(output);
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
