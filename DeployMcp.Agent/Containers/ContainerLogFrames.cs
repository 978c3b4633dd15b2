using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace DeployMcp.Agent.Containers;

/// <summary>What the container wrote at once: a line, or a part of a long one.</summary>
internal readonly record struct ContainerLogFrame(DateTimeOffset At, ReadOnlyMemory<byte> Text);

/// <summary>
/// Reads the engine's log stream (Docker Engine API, "Attach to a container", stream format): a header of eight bytes with the
/// length in the last four, then the time (RFC 3339), a blank and the text.
/// </summary>
internal static class ContainerLogFrames
{
    private const int HeaderLength = 8;

    /// <summary>The engine cuts lines at 16 KiB; anything far above is no log stream.</summary>
    private const int MaxLength = 1024 * 1024;

    public static async IAsyncEnumerable<ContainerLogFrame> ReadAsync(Stream stream)
    {
        var header = new byte[HeaderLength];
        while (await stream.ReadAtLeastAsync(header, HeaderLength, throwOnEndOfStream: false) == HeaderLength)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4));
            if (length > MaxLength)
                throw new InvalidDataException($"A log frame of {length} bytes.");

            var payload = new byte[length];
            await stream.ReadExactlyAsync(payload);
            yield return Parse(payload);
        }
    }

    private static ContainerLogFrame Parse(ReadOnlyMemory<byte> payload)
    {
        var blank = payload.Span.IndexOf((byte)' ');
        return blank > 0 && DateTimeOffset.TryParse(
            Encoding.ASCII.GetString(payload.Span[..blank]), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? new ContainerLogFrame(at, payload[(blank + 1)..])
            : new ContainerLogFrame(DateTimeOffset.UnixEpoch, payload);
    }
}
