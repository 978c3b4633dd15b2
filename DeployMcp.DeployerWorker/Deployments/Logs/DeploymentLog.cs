using System.Threading.Channels;
using DeployMcp.Data.Deployments;
using DeployMcp.Domain.Identity;
using DeployMcp.Platform.Builders;

namespace DeployMcp.DeployerWorker.Deployments.Logs;

/// <summary>Lines of one deployment on their way into the store: in batches, a fraction of a second after they came.</summary>
internal sealed class DeploymentLog : IBuildLog, IAsyncDisposable
{
    private const int LargestBatch = 500;
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(150);

    private readonly Channel<LogLine> _lines = Channel.CreateUnbounded<LogLine>(new UnboundedChannelOptions { SingleReader = true });
    private readonly DeploymentLogStore _store;
    private readonly DeploymentId _id;
    private readonly TimeProvider _time;
    private readonly TaskCompletionSource _closing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _writing;

    public DeploymentLog(DeploymentLogStore store, DeploymentId id, TimeProvider time)
    {
        (_store, _id, _time) = (store, id, time);
        _writing = WriteAllAsync();
    }

    /// <summary>Never waits: the builder bounds how much it prints.</summary>
    public void Write(string line) => _lines.Writer.TryWrite(new LogLine(_time.GetUtcNow(), line));

    /// <summary>Returns when all lines are stored.</summary>
    public async ValueTask DisposeAsync()
    {
        _lines.Writer.TryComplete();
        _closing.TrySetResult();
        await _writing;
    }

    private async Task WriteAllAsync()
    {
        var batch = new List<LogLine>();
        while (await _lines.Reader.WaitToReadAsync())
        {
            await Task.WhenAny(_closing.Task, Task.Delay(Gather, _time));
            while (batch.Count < LargestBatch && _lines.Reader.TryRead(out var line))
            {
                batch.Add(line);
            }

            await _store.AppendAsync(_id, batch);
            batch.Clear();
        }
    }
}
