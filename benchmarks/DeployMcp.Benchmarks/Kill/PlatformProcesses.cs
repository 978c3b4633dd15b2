using System.Globalization;
using System.Text.RegularExpressions;
using DeployMcp.Benchmarks.Processes;

namespace DeployMcp.Benchmarks.Kill;

/// <summary>The processes that the AppHost has started, by the names of its resources.</summary>
/// <param name="data">The platform's data directory: every process of it has it in its environment.</param>
public sealed partial class PlatformProcesses(string data)
{
    private static readonly IReadOnlyDictionary<string, string> Programs = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["server"] = "DeployMcp.Server",
        ["worker"] = "DeployMcp.Worker",
        ["deployer-worker"] = "DeployMcp.DeployerWorker",
        ["deployer-server"] = "DeployMcp.DeployerServer",
        ["git-server"] = "DeployMcp.GitServer",
        ["agent"] = "DeployMcp.Agent",
        ["databases"] = "DeployMcp.LibSql",
        ["postgres"] = "postgres",
    };

    public static IEnumerable<string> Names => Programs.Keys;

    /// <returns>0 when it doesn't run.</returns>
    public int Find(string name) => All().FirstOrDefault(pid => Runs(pid, name) && Read(pid, "environ").Contains(data, StringComparison.Ordinal));

    /// <summary>SIGKILL; returns when it is gone.</summary>
    public async Task KillAsync(string name)
    {
        var pid = Find(name);
        if (pid == 0)
            throw new InvalidOperationException($"{name} does not run.");

        await Command.CaptureAsync("kill", ["-KILL", $"{pid}"], "/");
        await Poll.UntilAsync(() => Task.FromResult(!Runs(pid, name)), TimeSpan.FromSeconds(10), () => $"{name} does not die.");
    }

    /// <summary>The deployments of which processes run.</summary>
    public static IReadOnlySet<string> RunningRevisions(string serviceId) => All()
        .Select(pid => Revision().Match(Read(pid, "environ")))
        .Where(match => match.Success && match.Groups["service"].Value == serviceId)
        .Select(match => match.Groups["deployment"].Value)
        .ToHashSet(StringComparer.Ordinal);

    private static bool Runs(int pid, string name)
    {
        var arguments = Read(pid, "cmdline").Split('\0', StringSplitOptions.RemoveEmptyEntries);
        return name == "postgres"
            ? arguments is [var program, "-D", ..] && Path.GetFileName(program) == "postgres"
            : arguments.Take(3).Any(a => Path.GetFileName(a) == Programs[name] || Path.GetFileName(a) == $"{Programs[name]}.dll");
    }

    private static IEnumerable<int> All() => Directory.GetDirectories("/proc").Select(Path.GetFileName)
        .Select(n => int.TryParse(n, CultureInfo.InvariantCulture, out var pid) ? pid : 0).Where(pid => pid > 0);

    private static string Read(int pid, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/{file}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended meanwhile.
            return "";
        }
    }

    [GeneratedRegex("DEPLOYMCP_REVISION=[0-9a-f]+/(?<service>[0-9a-f]+)/(?<deployment>[0-9a-f]+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Revision();
}
