using System.Diagnostics;
using System.Globalization;
using DeployMcp.Agent.Configuration;
using DeployMcp.Planning.Runtime;
using DeployMcp.Planning.Sandbox;

namespace DeployMcp.Agent.Processes;

/// <param name="LogPath">Where standard output and error go.</param>
internal sealed record Launch(RevisionSpec Spec, string Name, int Port, string LogPath);

/// <summary>
/// Starts a service's process: output straight into its log file, so that neither survives or dies with the agent; then the
/// sandbox; and only inside it, under the service's own uid, the variables that the user chose.
/// </summary>
internal sealed class ProcessLauncher(AgentSettings settings, CgroupTree cgroups)
{
    private const int MaxProcesses = 1024;

    /// <summary>Half the share of a service that may use a whole core, where only nice can say so.</summary>
    private const int LowShare = 3;

    // $1 log, $2 cgroup.procs or nothing. Services are the first to go when the machine runs out of memory, before the platform.
    private const string Outer =
        "log=$1; group=$2; shift 2; "
        + "if [ -n \"$group\" ]; then echo $$ >\"$group\" || exit 125; fi; "
        + "echo 500 >/proc/self/oom_score_adj; "
        + "exec \"$@\" >>\"$log\" 2>&1";

    /// <summary>The variable by which all processes of a revision are found, even those that left its session.</summary>
    public string MarkOf(string revision) => $"DEPLOYMCP_REVISION={settings.InstanceId}/{revision}";

    public string MarkOfAgent => $"DEPLOYMCP_REVISION={settings.InstanceId}/";

    /// <exception cref="DirectoryNotFoundException">The release or its working directory is not there.</exception>
    public async Task<ServiceProcess> StartAsync(Launch launch)
    {
        var release = Path.Combine(settings.ArtifactDirectory, launch.Spec.Artifact);
        var directory = Path.Combine(release, launch.Spec.Process!.WorkingDirectory);
        if (!Directory.Exists(directory))
            throw new DirectoryNotFoundException($"The release has no directory '{launch.Spec.Process.WorkingDirectory}'.");

        int? uid = Environment.IsPrivilegedProcess ? SandboxCommand.UidOf(launch.Spec.Slot) : null;
        var mark = MarkOf(launch.Name);
        var start = new ProcessStartInfo("sh", CommandLine(launch, uid)) { WorkingDirectory = directory, RedirectStandardInput = true };
        start.Environment.Clear();
        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH");
        start.Environment["LANG"] = "C.UTF-8";
        var (markName, markValue) = (mark[..mark.IndexOf('=', StringComparison.Ordinal)], mark[(mark.IndexOf('=', StringComparison.Ordinal) + 1)..]);
        start.Environment[markName] = markValue;

        var variables = Variables(launch, release, MakeTemp(launch.Name, uid));
        variables[markName] = markValue;
        var child = Process.Start(start) ?? throw new InvalidOperationException("sh did not start.");
        var service = ServiceProcess.OfChild(child, mark);
        await SendVariablesAsync(child, variables);
        return service;
    }

    /// <summary>Temporary directories of revisions that a killed agent was about to remove.</summary>
    /// <returns>What was removed.</returns>
    public IReadOnlyList<string> RemoveTempExcept(IEnumerable<string> revisions)
    {
        var known = revisions.Select(TempOf).ToHashSet(StringComparer.Ordinal);
        var unknown = Directory.EnumerateDirectories(settings.TempDirectory).Where(directory => !known.Contains(directory)).ToList();
        unknown.ForEach(directory => Directory.Delete(directory, recursive: true));
        return unknown;
    }

    public string TempOf(string revision) => Path.Combine(settings.TempDirectory, revision.Replace('/', '-'));

    private List<string> CommandLine(Launch launch, int? uid)
    {
        var spec = launch.Spec;
        var group = cgroups.Create(spec.DeploymentId.ToString(), spec.MemoryMiB, spec.CpuMillis);
        var nice = group is null && spec.CpuMillis < 1000 ? LowShare : 0;
        return
        [
            "-c", Outer, "sh", launch.LogPath, group is null ? "" : Path.Combine(group, "cgroup.procs"),
            "nice", "-n", nice.ToString(CultureInfo.InvariantCulture),
            .. SandboxCommand.Wrap(
                new SandboxOptions(uid, MaxProcesses: MaxProcesses),
                SandboxEnvironment.ReadFromStandardInput(spec.Process!.Command)),
        ];
    }

    private static Dictionary<string, string> Variables(Launch launch, string release, string temp)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["HOME"] = release,
            ["TMPDIR"] = temp,
            ["NODE_ENV"] = "production",
            ["MEMORY_AVAILABLE"] = launch.Spec.MemoryMiB.ToString(CultureInfo.InvariantCulture),
        };
        foreach (var (name, value) in launch.Spec.Environment)
        {
            variables[name] = value;
        }

        variables["PORT"] = launch.Port.ToString(CultureInfo.InvariantCulture);
        return variables;
    }

    private static async Task SendVariablesAsync(Process child, Dictionary<string, string> variables)
    {
        try
        {
            await child.StandardInput.WriteAsync(SandboxEnvironment.Script(variables));
            child.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it read them: its exit code and its log say why, and whoever waits for its exit reports them.
        }
    }

    private string MakeTemp(string revision, int? uid)
    {
        var temp = TempOf(revision);
        Directory.CreateDirectory(temp, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (uid is { } owner)
            Posix.ChangeOwner(temp, owner);

        return temp;
    }
}
