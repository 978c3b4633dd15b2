using System.Globalization;

namespace DeployMcp.Benchmarks.Memory;

/// <summary>Running processes as <c>/proc</c> shows them.</summary>
internal static class ProcessTree
{
    /// <summary>A process with its children and theirs.</summary>
    public static IReadOnlyList<int> Of(int root)
    {
        var children = Directory.GetDirectories("/proc").Select(Path.GetFileName)
            .Select(name => int.TryParse(name, CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(pid => pid > 0)
            .ToLookup(ParentOf);
        var found = new List<int> { root };
        for (var i = 0; i < found.Count; i++)
            found.AddRange(children[found[i]]);

        return found;
    }

    /// <summary>The assembly or program that it runs.</summary>
    public static string NameOf(int pid)
    {
        // PostgreSQL writes what each of its processes does over the command line.
        if (Read(pid, "comm").Trim() is "postgres")
            return "postgres";

        var arguments = Read(pid, "cmdline").Split('\0', StringSplitOptions.RemoveEmptyEntries);
        return arguments.FirstOrDefault(a => a.EndsWith(".dll", StringComparison.Ordinal)) is { } assembly ? Path.GetFileNameWithoutExtension(assembly)
            : arguments is ["dotnet" or [.., '/', 'd', 'o', 't', 'n', 'e', 't'], "run", ..] ? "dotnet run"
            : arguments.Length > 0 ? Path.GetFileName(arguments[0]) : $"process {pid}";
    }

    /// <summary>0 for a process that has ended meanwhile.</summary>
    private static int ParentOf(int pid)
    {
        // The program's name stands in brackets and may hold anything; state and parent follow it.
        var stat = Read(pid, "stat");
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 1 ? int.Parse(fields[1], CultureInfo.InvariantCulture) : 0;
    }

    private static string Read(int pid, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/{file}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
