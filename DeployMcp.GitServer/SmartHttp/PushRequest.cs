using System.Buffers.Binary;
using System.Text;

namespace DeployMcp.GitServer.SmartHttp;

/// <summary>What a push wants of one ref.</summary>
internal sealed record RefCommand(string Ref, bool IsDelete)
{
    private const string Heads = "refs/heads/";

    /// <summary>The branch, or null for a tag or anything else.</summary>
    public string? Branch => Ref.StartsWith(Heads, StringComparison.Ordinal) ? Ref[Heads.Length..] : null;
}

/// <summary>
/// The beginning of a receive-pack request (gitprotocol-pack, "Reference Update Request and Packfile Transfer"): enough to
/// know what is coming before git is given any of it.
/// </summary>
/// <param name="Objects">How many objects the pack says it has; 0 when there is no pack.</param>
/// <param name="Read">All that has been read of the request, to be handed to git first.</param>
internal sealed record PushRequest(IReadOnlyList<RefCommand> Commands, IReadOnlyList<string> Capabilities, long Objects, ReadOnlyMemory<byte> Read)
{
    /// <summary>Some 40,000 refs in one push.</summary>
    private const int MaxCommandBytes = 4 * 1024 * 1024;

    private const int PackHeaderSize = 12;

    public bool HasSideBand => Capabilities.Contains("side-band-64k");

    public bool ReportsStatus => Capabilities.Contains("report-status") || Capabilities.Contains("report-status-v2");

    /// <exception cref="InvalidDataException">This is no push.</exception>
    public static async Task<PushRequest> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        using var read = new MemoryStream();
        var lines = await ReadLinesAsync(body, read, cancellationToken);
        var commands = lines.Where(l => !l.StartsWith("shallow ", StringComparison.Ordinal)).Select(ParseCommand).ToList();
        var capabilities = lines.Select(CapabilitiesOf).FirstOrDefault(c => c.Length > 0) ?? "";
        var objects = commands.Exists(c => !c.IsDelete) ? await ReadObjectCountAsync(body, read, cancellationToken) : 0;
        return new PushRequest(commands, capabilities.Split(' ', StringSplitOptions.RemoveEmptyEntries), objects, read.ToArray());
    }

    private static async Task<List<string>> ReadLinesAsync(Stream body, MemoryStream read, CancellationToken cancellationToken)
    {
        List<string> lines = [];
        var buffer = new byte[PktLine.LengthSize + PktLine.MaxPayload];
        while (await body.ReadAtLeastAsync(buffer.AsMemory(0, PktLine.LengthSize), PktLine.LengthSize, throwOnEndOfStream: false, cancellationToken) is var got and > 0)
        {
            var length = got == PktLine.LengthSize ? PktLine.PayloadLength(buffer.AsSpan(0, got)) : -1;
            read.Write(buffer, 0, got);
            if (length is null)
            {
                break;
            }

            if (length < 0 || read.Length > MaxCommandBytes)
            {
                throw new InvalidDataException("The request is no list of ref updates, or far too long a one.");
            }

            var payload = buffer.AsMemory(PktLine.LengthSize, length.Value);
            await body.ReadExactlyAsync(payload, cancellationToken);
            read.Write(payload.Span);
            lines.Add(Encoding.UTF8.GetString(payload.Span).TrimEnd('\n'));
        }

        return lines;
    }

    /// <summary><c>old-id SP new-id SP name</c>, the first one followed by NUL and the capabilities.</summary>
    private static RefCommand ParseCommand(string line)
    {
        var end = line.IndexOf('\0', StringComparison.Ordinal);
        var parts = (end < 0 ? line : line[..end]).Split(' ', 3);
        return parts.Length == 3 && parts[0].Length is 40 or 64 && parts[1].Length is 40 or 64
            ? new RefCommand(parts[2], parts[1].All(c => c == '0'))
            : throw new InvalidDataException("The request holds a line that updates no ref.");
    }

    private static string CapabilitiesOf(string line)
        => line.IndexOf('\0', StringComparison.Ordinal) is var end and >= 0 ? line[(end + 1)..] : "";

    /// <summary><c>PACK</c>, version, number of objects (gitformat-pack).</summary>
    private static async Task<long> ReadObjectCountAsync(Stream body, MemoryStream read, CancellationToken cancellationToken)
    {
        var header = new byte[PackHeaderSize];
        var got = await body.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, cancellationToken);
        read.Write(header, 0, got);
        return got == header.Length && header.AsSpan(0, 4).SequenceEqual("PACK"u8) ? BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(8)) : 0;
    }
}
