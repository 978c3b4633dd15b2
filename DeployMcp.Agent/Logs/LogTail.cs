using DeployMcp.Planning.Runtime;

namespace DeployMcp.Agent.Logs;

/// <summary>Reads the end of a log file without reading the rest.</summary>
internal static class LogTail
{
    /// <summary>Lines may be long: this much is read at most, however many were asked for.</summary>
    private const int MaxBytes = 2 * 1024 * 1024;

    /// <param name="from">Nothing before this position is read.</param>
    public static IReadOnlyList<RuntimeLogLine> Read(string path, LineTimes times, long from, int lines, DateTimeOffset now)
    {
        if (lines <= 0 || !File.Exists(path))
            return [];

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var start = Math.Max(from, file.Length - MaxBytes);
        var bytes = new byte[Math.Max(0, file.Length - start)];
        file.Position = start;
        var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        var text = bytes.AsSpan(0, length);
        var first = FirstOf(text, lines);
        return Split(text[first..], start + first, times.Read(), now);
    }

    private static int FirstOf(ReadOnlySpan<byte> text, int lines)
    {
        var end = text.Length > 0 && text[^1] == '\n' ? text.Length - 1 : text.Length;
        for (var line = 0; line < lines; line++)
        {
            end = text[..Math.Max(0, end)].LastIndexOf((byte)'\n');
            if (end < 0)
                return 0;
        }

        return end + 1;
    }

    private static List<RuntimeLogLine> Split(
        ReadOnlySpan<byte> text, long position, IReadOnlyList<(long Length, long UnixMilliseconds)> marks, DateTimeOffset now)
    {
        var lines = new List<RuntimeLogLine>();
        var mark = 0;
        while (text.Length > 0)
        {
            var end = text.IndexOf((byte)'\n');
            var line = end < 0 ? text : text[..end];
            position += line.Length + 1;
            while (mark < marks.Count && marks[mark].Length < position - 1)
            {
                mark++;
            }

            lines.Add(new RuntimeLogLine(mark < marks.Count ? DateTimeOffset.FromUnixTimeMilliseconds(marks[mark].UnixMilliseconds) : now, LogText.Clean(line)));
            text = end < 0 ? [] : text[(end + 1)..];
        }

        return lines;
    }
}
