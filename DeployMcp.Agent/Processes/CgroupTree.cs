using System.Globalization;

namespace DeployMcp.Agent.Processes;

/// <summary>
/// Limits by cgroup v2 (the kernel's admin-guide/cgroup-v2), where a writable cgroup with the memory and cpu controllers is
/// delegated to the agent. Where none is, <see cref="Root"/> is null: memory is then sampled and the cpu share left to nice.
/// </summary>
internal sealed class CgroupTree
{
    private const string Mount = "/sys/fs/cgroup";
    private const string Prefix = "service-";
    private const int CpuPeriodMicroseconds = 100_000;
    private const int MaxProcesses = 1024;

    private CgroupTree(string? root) => Root = root;

    public string? Root { get; }

    /// <param name="configured">The delegated directory; empty to try the agent's own cgroup.</param>
    public static CgroupTree Find(string configured)
    {
        var root = configured.Length > 0 ? configured : OwnCgroup();
        return new CgroupTree(root is not null && IsUsable(root) ? root : null);
    }

    /// <returns>The new cgroup's directory, or null where there are no cgroups.</returns>
    public string? Create(string name, int memoryMiB, int cpuMillis)
    {
        if (Root is null)
            return null;

        var path = PathOf(name)!;
        Directory.CreateDirectory(path);
        Write(path, "memory.max", (memoryMiB * 1024L * 1024L).ToString(CultureInfo.InvariantCulture));
        Write(path, "memory.oom.group", "1");
        Write(path, "cpu.max", $"{(long)cpuMillis * CpuPeriodMicroseconds / 1000} {CpuPeriodMicroseconds}");
        WriteIfThere(path, "memory.swap.max", "0");
        WriteIfThere(path, "pids.max", MaxProcesses.ToString(CultureInfo.InvariantCulture));
        return path;
    }

    public string? PathOf(string name) => Root is null ? null : Path.Combine(Root, Prefix + name);

    /// <summary>Kills what is still in it and removes it.</summary>
    public void Remove(string name)
    {
        if (PathOf(name) is not { } path || !Directory.Exists(path))
            return;

        WriteIfThere(path, "cgroup.kill", "1");
        try
        {
            Directory.Delete(path);
        }
        catch (IOException)
        {
            // Still busy with dying processes: the next launch of the same revision uses it again, and an empty one costs nothing.
        }
    }

    /// <summary>Of revisions that a killed agent was about to remove.</summary>
    public void RemoveExcept(IEnumerable<string> names)
    {
        var known = names.Select(PathOf).ToHashSet(StringComparer.Ordinal);
        foreach (var path in Root is null ? [] : Directory.EnumerateDirectories(Root, Prefix + "*").Where(path => !known.Contains(path)).ToList())
        {
            Remove(Path.GetFileName(path)[Prefix.Length..]);
        }
    }

    /// <summary>How often the kernel has killed for memory in this cgroup; 0 where it can't be read.</summary>
    public static long OutOfMemoryKills(string path)
    {
        var events = Path.Combine(path, "memory.events");
        var line = File.Exists(events) ? File.ReadLines(events).FirstOrDefault(l => l.StartsWith("oom_kill ", StringComparison.Ordinal)) : null;
        return line is null ? 0 : long.Parse(line.AsSpan("oom_kill ".Length), CultureInfo.InvariantCulture);
    }

    private static string? OwnCgroup()
    {
        var own = File.ReadLines("/proc/self/cgroup").FirstOrDefault(l => l.StartsWith("0::/", StringComparison.Ordinal));
        return own is not null && File.Exists(Path.Combine(Mount, "cgroup.controllers")) ? Path.Join(Mount, own["0::".Length..]) : null;
    }

    private static bool IsUsable(string root)
    {
        try
        {
            var controllers = File.ReadAllText(Path.Combine(root, "cgroup.controllers")).Split([' ', '\n']);
            if (!controllers.Contains("memory") || !controllers.Contains("cpu"))
                return false;

            var delegated = controllers.Contains("pids") ? "+memory +cpu +pids" : "+memory +cpu";
            File.WriteAllText(Path.Combine(root, "cgroup.subtree_control"), delegated);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not delegated to us, or busy with processes of its own: limits then come from sampling.
            return false;
        }
    }

    private static void Write(string directory, string file, string value) => File.WriteAllText(Path.Combine(directory, file), value);

    private static void WriteIfThere(string directory, string file, string value)
    {
        if (File.Exists(Path.Combine(directory, file)))
            Write(directory, file, value);
    }
}
