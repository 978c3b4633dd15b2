using DeployMcp.Planning.Runtime;

namespace DeployMcp.Agent.Logs;

/// <summary>
/// A revision's log: the file that its processes append to and one older one. When the file is full, its end is copied and it
/// is emptied in place, since the processes keep it open; what is written between the two steps is lost.
/// </summary>
internal sealed class RevisionLog(string path, long maxBytes, ReleasePaths paths, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly LineTimes _times = new(path + ".times");
    private readonly LineTimes _olderTimes = new(path + ".1.times");
    private long _seen;

    public string Path => path;

    private string Older => path + ".1";

    public long Length => new FileInfo(path) is { Exists: true } file ? file.Length : 0;

    /// <summary>Only its owner may read it: lines may hold what a service should not have printed.</summary>
    public void Create()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }).Dispose();
        _seen = Length;
    }

    /// <summary>Notes when it grew, and makes room when it is full. Costs one system call while nothing is written.</summary>
    public void Watch()
    {
        lock (_gate)
        {
            var length = Length;
            if (length == _seen)
                return;

            _times.Append(length, time.GetUtcNow());
            _seen = length;
            if (length > maxBytes || _times.IsFull)
                Rotate(length);
        }
    }

    /// <returns>The last lines, newest last.</returns>
    public IReadOnlyList<RuntimeLogLine> Tail(int lines)
    {
        lock (_gate)
        {
            var current = LogTail.Read(path, _times, 0, lines, time.GetUtcNow());
            IReadOnlyList<RuntimeLogLine> all = current.Count >= lines
                ? current
                : [.. LogTail.Read(Older, _olderTimes, 0, lines - current.Count, time.GetUtcNow()), .. current];
            return [.. all.Select(line => line with { Text = paths.Hide(line.Text) })];
        }
    }

    /// <summary>The last lines that were written after the log was <paramref name="position"/> bytes long.</summary>
    public IReadOnlyList<string> LinesSince(long position, int lines)
    {
        lock (_gate)
        {
            return [.. LogTail.Read(path, _times, position > Length ? 0 : position, lines, time.GetUtcNow()).Select(line => paths.Hide(line.Text))];
        }
    }

    public void Delete()
    {
        lock (_gate)
        {
            foreach (var file in new[] { path, path + ".times", Older, Older + ".times" })
            {
                File.Delete(file);
            }
        }
    }

    private void Rotate(long length)
    {
        var dropped = Math.Max(0, length - maxBytes);
        using (var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0))
        {
            file.Position = dropped;
            using (var older = new FileStream(Older, FileMode.Create, FileAccess.Write, FileShare.Read))
            {
                CopyAtMost(file, older, maxBytes);
            }

            file.SetLength(0);
        }

        _times.MoveTo(Older + ".times", dropped);
        _seen = 0;
    }

    /// <summary>A service that never stops writing would otherwise keep the copy from ever reaching the end.</summary>
    private static void CopyAtMost(FileStream source, FileStream target, long bytes)
    {
        var buffer = new byte[64 * 1024];
        while (bytes > 0 && source.Read(buffer, 0, (int)Math.Min(buffer.Length, bytes)) is > 0 and var read)
        {
            target.Write(buffer, 0, read);
            bytes -= read;
        }
    }
}
