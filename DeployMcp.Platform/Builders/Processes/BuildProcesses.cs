using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace DeployMcp.Platform.Builders.Processes;

/// <summary>
/// All processes of one build, found by what they can't shed: their uid, where builds have one of their own. Where they can't
/// have one, by a mark in their environment, the session that they were started in, or the directory that they are in: a
/// process that goes out of its way to hide from all three is not found then.
/// </summary>
/// <param name="isMine">By uid; null where the platform isn't root, or where the uid is shared with other builds.</param>
/// <param name="mark">The beginning of an environment entry, <c>NAME=value</c>.</param>
/// <param name="directory">Where they work.</param>
internal sealed class BuildProcesses(Func<long, bool>? isMine, int? uid, string mark, string directory)
{
    private readonly byte[] _mark = Encoding.UTF8.GetBytes(mark);
    private int? _session;

    public static BuildProcesses Of(int? uid, string mark, string directory)
        => new(uid is { } owner ? found => found == owner : null, uid, mark, directory);

    /// <summary>Of every build in that work directory.</summary>
    public static BuildProcesses OfAllBuilds(string workDirectory) => new(
        Environment.IsPrivilegedProcess ? found => BuildUser.IsOneOf(workDirectory, found) : null, null, BuildUser.MarkOf(workDirectory), workDirectory);

    public void Joined(int leader) => _session = leader;

    /// <summary>Resident memory of all of them in bytes.</summary>
    public long ResidentBytes() => Find().Sum(p => p.ResidentBytes);

    /// <summary>Ends every one of them, also those that have left the session. Returns when none is left.</summary>
    /// <exception cref="TimeoutException">Some can't be ended: they hang in the kernel.</exception>
    public async Task KillAsync()
    {
        var clock = Stopwatch.StartNew();
        for (var alive = Find(); alive.Count > 0; alive = Find())
        {
            if (clock.Elapsed > TimeSpan.FromSeconds(20))
            {
                throw new TimeoutException($"{alive.Count} processes of a build can't be ended.");
            }

            alive.ForEach(p => Posix.KillNow(p.Pid));
            if (clock.Elapsed > TimeSpan.FromMilliseconds(200) && uid is { } owner)
            {
                await KillAllOfAsync(owner);
            }

            await Task.Delay(5);
        }
    }

    /// <summary>One signal to all processes that the uid may signal: nothing forks fast enough to escape it.</summary>
    private static async Task KillAllOfAsync(int owner)
    {
        var id = owner.ToString(CultureInfo.InvariantCulture);
        using var kill = Process.Start("setpriv", [$"--reuid={id}", $"--regid={id}", "--clear-groups", "sh", "-c", "kill -KILL -1"]);
        await kill.WaitForExitAsync();
    }

    private List<(int Pid, long ResidentBytes)> Find()
    {
        var found = new List<(int, long)>();
        foreach (var process in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(process.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
                && Read(process, "status") is { Length: > 0 } status && IsMine(process, status) && !IsDead(status))
            {
                found.Add((pid, Number(status, "VmRSS:"u8) * 1024));
            }
        }

        return found;
    }

    private bool IsMine(string process, ReadOnlySpan<byte> status)
    {
        if (isMine is not null)
        {
            return isMine(Number(status, "\nUid:"u8));
        }

        return Number(status, "\nNSsid:"u8) == _session || Read(process, "environ").AsSpan().IndexOf(_mark) >= 0 || WorksIn(process);
    }

    private bool WorksIn(string process)
    {
        try
        {
            return new FileInfo(Path.Combine(process, "cwd")).LinkTarget?.StartsWith($"{directory}/", StringComparison.Ordinal) == true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended in between, or is somebody else's.
            return false;
        }
    }

    private static bool IsDead(ReadOnlySpan<byte> status)
    {
        var state = status[(status.IndexOf("State:"u8) + "State:".Length)..].TrimStart((byte)'\t');
        return state[0] is (byte)'Z' or (byte)'X';
    }

    /// <summary>The first number behind a label of <c>/proc/PID/status</c> (proc_pid_status(5)); -1 when there is none.</summary>
    private static long Number(ReadOnlySpan<byte> status, ReadOnlySpan<byte> label)
    {
        var at = status.IndexOf(label);
        return at >= 0 && System.Buffers.Text.Utf8Parser.TryParse(status[(at + label.Length)..].TrimStart(" \t"u8), out long number, out _) ? number : -1;
    }

    private static byte[] Read(string process, string file)
    {
        try
        {
            return File.ReadAllBytes(Path.Combine(process, file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended in between, or is somebody else's.
            return [];
        }
    }
}
