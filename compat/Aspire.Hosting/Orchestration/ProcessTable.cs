using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Aspire.Hosting.Orchestration;

/// <summary>One running process; its start time tells it from a later one with the same id.</summary>
internal readonly record struct ProcessEntry(int Id, int Parent, int Session, ulong StartTime, string Name);

/// <summary>Reads /proc and sends signals.</summary>
internal static class ProcessTable
{
    public const int Terminate = 15;
    public const int Kill = 9;

    /// <summary>All processes but those that have ended and only wait to be reaped.</summary>
    public static List<ProcessEntry> Read()
    {
        var entries = new List<ProcessEntry>();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && ReadOne(id) is { } entry)
            {
                entries.Add(entry);
            }
        }

        return entries;
    }

    /// <summary>
    /// The processes of one resource or of the whole application: those whose environment carries the marker, those in one of the
    /// sessions, and the descendants of both.
    /// </summary>
    public static List<ProcessEntry> Members(string marker, IReadOnlySet<int> sessions)
    {
        var all = Read();
        var needle = Encoding.UTF8.GetBytes(marker);
        var members = all.Where(p => sessions.Contains(p.Session) || HasMarker(p.Id, needle)).ToDictionary(p => p.Id);
        for (var grown = true; grown;)
        {
            var children = all.Where(p => members.ContainsKey(p.Parent) && !members.ContainsKey(p.Id)).ToList();
            grown = children.Count > 0;
            children.ForEach(c => members[c.Id] = c);
        }

        members.Remove(Environment.ProcessId);
        return [.. members.Values];
    }

    public static bool IsAlive(ProcessEntry entry) => ReadOne(entry.Id) is { } now && now.StartTime == entry.StartTime;

    /// <summary>A process that has ended meanwhile needs no signal.</summary>
    public static void Signal(int id, int signal) => _ = NativeMethods.kill(id, signal);

    public static IEnumerable<string> OpenFiles(int id)
    {
        try
        {
            return [.. Directory.EnumerateFiles($"/proc/{id}/fd").Select(f => new FileInfo(f).LinkTarget ?? string.Empty)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another user's process, or one that has just ended.
            return [];
        }
    }

    private static bool HasMarker(int id, byte[] needle)
    {
        try
        {
            return File.ReadAllBytes($"/proc/{id}/environ").AsSpan().IndexOf(needle) >= 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another user's process, or one that has just ended.
            return false;
        }
    }

    /// <summary>See proc_pid_stat(5): the name is in parentheses and may itself contain any character.</summary>
    private static ProcessEntry? ReadOne(int id)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{id}/stat");
            var end = text.LastIndexOf(')');
            var fields = text[(end + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : new ProcessEntry(
                id,
                int.Parse(fields[1], CultureInfo.InvariantCulture),
                int.Parse(fields[3], CultureInfo.InvariantCulture),
                ulong.Parse(fields[19], CultureInfo.InvariantCulture),
                text[(text.IndexOf('(', StringComparison.Ordinal) + 1)..end]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static class NativeMethods
    {
        [DllImport("libc", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int kill(int pid, int signal);
    }
}
