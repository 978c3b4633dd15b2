using System.Text;

namespace DeployMcp.Platform.Builders.Output;

/// <summary>Cuts a stream into lines without ever holding more than one line's limit of it.</summary>
internal static class LineReader
{
    public const int MaxLineLength = 2_000;

    /// <summary>Carriage returns end lines too: progress bars draw over one.</summary>
    public static async Task ReadAsync(StreamReader reader, Action<string, int> onLine)
    {
        var buffer = new char[8192];
        var line = new StringBuilder();
        var length = 0;
        int read;
        while ((read = await reader.ReadAsync(buffer.AsMemory())) > 0)
        {
            foreach (var c in buffer.AsSpan(0, read))
            {
                length++;
                if (c is '\n' or '\r')
                {
                    Flush(line, ref length, onLine);
                }
                else if (line.Length < MaxLineLength)
                {
                    line.Append(c);
                }
                else if (length % 65_536 == 0)
                {
                    // A line without an end must count while it comes.
                    Flush(line, ref length, onLine);
                }
            }
        }

        Flush(line, ref length, onLine);
    }

    private static void Flush(StringBuilder line, ref int length, Action<string, int> onLine)
    {
        if (length > 1 || line.Length > 0)
        {
            onLine(line.ToString(), length);
        }

        line.Clear();
        length = 0;
    }
}
