using DeployMcp.Agent.Logs;

namespace DeployMcp.Agent.Containers;

/// <summary>
/// Brings what a container writes into its revision's log. The log's own time of change is that of its last line, so that an
/// agent that was killed goes on behind it.
/// </summary>
internal sealed partial class ContainerLogPump(EngineClient engine, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Until the container has ended; begun again when the engine was restarted beneath it.</summary>
    /// <param name="since">Nothing from before is wanted.</param>
    public async Task RunAsync(string container, RevisionLog log, DateTimeOffset since, Task exited)
    {
        var next = since;
        while (true)
        {
            var hadEnded = exited.IsCompleted;
            try
            {
                next = await FollowAsync(container, log, next);
            }
            catch (Exception e) when (e is HttpRequestException or IOException or EngineRefusalException)
            {
                Interrupted(logger, e, container);
            }

            // One that ended while it was being read has been read to its end.
            if (hadEnded || await Task.WhenAny(exited, Task.Delay(Pause, time)) == exited)
                return;
        }
    }

    private async Task<DateTimeOffset> FollowAsync(string container, RevisionLog log, DateTimeOffset next)
    {
        await using var stream = new BufferedStream(await engine.FollowLogAsync(container, next, CancellationToken.None), 64 * 1024);
        using var file = File.OpenHandle(log.Path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        await foreach (var frame in ContainerLogFrames.ReadAsync(stream))
        {
            // Always at the end: the log is emptied in place when it is full.
            await RandomAccess.WriteAsync(file, frame.Text, RandomAccess.GetLength(file));
            File.SetLastWriteTimeUtc(file, frame.At.UtcDateTime);
            next = frame.At.AddTicks(1);
        }

        return next;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The log of container {Container} could not be followed")]
    private static partial void Interrupted(ILogger logger, Exception e, string container);
}
