using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace DeployMcp.Agent.Processes;

/// <param name="Session">Pid of the session's leader.</param>
/// <param name="StartTicks">Clock ticks from boot to the start: with the pid it names a process for good.</param>
/// <param name="CpuTicks">Clock ticks of processor time, that of its children which have ended included.</param>
internal readonly record struct ProcessEntry(int Pid, char State, int Session, ulong StartTicks, long RssBytes, long CpuTicks)
{
    /// <summary>Neither a zombie nor dead.</summary>
    public bool IsAlive => State is not ('Z' or 'X');
}

/// <summary>Reads <c>/proc/PID/stat</c> (proc_pid_stat(5)).</summary>
internal static class ProcessTable
{
    /// <summary>All processes of the machine, read once.</summary>
    public static List<ProcessEntry> Read() => [.. Pids().Select(Find).OfType<ProcessEntry>()];

    public static IEnumerable<int> Pids()
    {
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(directory.AsSpan("/proc/".Length), NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
                yield return pid;
        }
    }

    /// <returns>Null when there is no such process.</returns>
    public static ProcessEntry? Find(int pid)
    {
        Span<byte> buffer = stackalloc byte[1024];
        var length = ReadFile($"/proc/{pid}/stat", buffer);
        return length > 0 ? Parse(pid, buffer[..length]) : null;
    }

    /// <summary>Whether the process's environment, as it was at its start, has this text.</summary>
    public static bool EnvironmentContains(int pid, string text)
    {
        try
        {
            return File.ReadAllBytes($"/proc/{pid}/environ").AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended in between, or belongs to somebody else: in both cases it is none of ours.
            return false;
        }
    }

    /// <summary>Read for hundreds of processes each second, so without a string for each of their fields.</summary>
    private static ProcessEntry? Parse(int pid, ReadOnlySpan<byte> stat)
    {
        // The name stands in parentheses and may itself hold blanks and parentheses: the fields are counted behind the last.
        var rest = stat[(stat.LastIndexOf((byte)')') + 2)..];
        var state = (char)rest[0];
        Span<long> fields = stackalloc long[22];
        for (var field = 0; field < fields.Length; field++)
        {
            if (rest.IsEmpty)
                return null;

            var end = rest.IndexOf((byte)' ');
            _ = Utf8Parser.TryParse(end < 0 ? rest : rest[..end], out fields[field], out _);
            rest = end < 0 ? [] : rest[(end + 1)..];
        }

        return new ProcessEntry(
            pid, state, (int)fields[3], (ulong)fields[19], fields[21] * Environment.SystemPageSize, fields[11] + fields[12] + fields[13] + fields[14]);
    }

    private static int ReadFile(string path, Span<byte> buffer)
    {
        try
        {
            // ReadWrite sharing: any other makes .NET lock the file first, one more call for each process.
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            return RandomAccess.Read(file, buffer, 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
