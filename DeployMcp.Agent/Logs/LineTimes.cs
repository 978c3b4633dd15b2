using System.Buffers.Binary;

namespace DeployMcp.Agent.Logs;

/// <summary>
/// When a log had grown to which length, in a file beside it: services write their logs themselves, so times are kept apart.
/// Each mark is 16 bytes, the length in bytes and the time in Unix milliseconds.
/// </summary>
internal sealed class LineTimes(string path)
{
    private const int MarkSize = 16;

    /// <summary>A service that writes a byte now and then gets a new file rather than a huge one.</summary>
    private const long MaxBytes = 100_000 * MarkSize;

    public bool IsFull => new FileInfo(path) is { Exists: true, Length: >= MaxBytes };

    public void Append(long length, DateTimeOffset at)
    {
        Span<byte> mark = stackalloc byte[MarkSize];
        Write(mark, length, at.ToUnixTimeMilliseconds());
        using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        file.Write(mark);
    }

    /// <summary>Marks by growing length.</summary>
    public IReadOnlyList<(long Length, long UnixMilliseconds)> Read()
    {
        if (!File.Exists(path))
            return [];

        var bytes = File.ReadAllBytes(path);
        var marks = new List<(long, long)>(bytes.Length / MarkSize);
        for (var i = 0; i + MarkSize <= bytes.Length; i += MarkSize)
        {
            marks.Add((BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(i)), BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(i + 8))));
        }

        return marks;
    }

    /// <summary>Moves the marks to another file, for a log of which the first <paramref name="dropped"/> bytes were left out.</summary>
    public void MoveTo(string target, long dropped)
    {
        var kept = Read().Where(m => m.Length > dropped).ToList();
        var bytes = new byte[kept.Count * MarkSize];
        for (var i = 0; i < kept.Count; i++)
        {
            Write(bytes.AsSpan(i * MarkSize), kept[i].Length - dropped, kept[i].UnixMilliseconds);
        }

        File.WriteAllBytes(target, bytes);
        File.Delete(path);
    }

    private static void Write(Span<byte> mark, long length, long milliseconds)
    {
        BinaryPrimitives.WriteInt64LittleEndian(mark, length);
        BinaryPrimitives.WriteInt64LittleEndian(mark[8..], milliseconds);
    }
}
