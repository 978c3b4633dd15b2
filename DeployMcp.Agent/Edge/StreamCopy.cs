using System.Buffers;

namespace DeployMcp.Agent.Edge;

internal static class StreamCopy
{
    private const int BufferSize = 16 * 1024;

    /// <summary>Copies as the bytes come: whenever the source has nothing more at hand, what was written so far is sent.</summary>
    public static async Task CopyAsync(Stream source, Stream target, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (true)
            {
                var pending = source.ReadAsync(buffer, cancellationToken);
                if (!pending.IsCompleted)
                    await target.FlushAsync(cancellationToken);

                var read = await pending;
                if (read == 0)
                    return;

                await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
