using System.Diagnostics;
using DeployMcp.Benchmarks.Kill;

namespace DeployMcp.Tests.EndToEnd.Production;

/// <summary>Another deployer-worker beside the platform's own, as on another machine: the same settings, directories of its own.</summary>
public sealed class SecondWorker : IDisposable
{
    private const string Name = "deployer-worker";

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("deploymcp-second-");
    private readonly Process _process;
    private readonly int _first;

    public SecondWorker(RunningPlatform platform)
    {
        File.SetUnixFileMode(_root.FullName, (UnixFileMode)0b111_001_001);
        _first = new PlatformProcesses(platform.Data).Find(Name);
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "DeployMcp.DeployerWorker.dll")]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Clear();
        foreach (var setting in File.ReadAllText($"/proc/{_first}/environ").Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(s => s.Split('=', 2)))
        {
            start.Environment[setting[0]] = setting[1];
        }

        foreach (var directory in new[] { "Work", "Artifact", "Cache" })
        {
            start.Environment[$"Build__{directory}Directory"] = Path.Combine(_root.FullName, directory);
        }

        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => HasStarted |= line.Data?.Contains("Application started", StringComparison.Ordinal) == true;
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public bool HasStarted { get; private set; }

    /// <summary>From here on the platform's own takes nothing: all is this one's to do.</summary>
    public void StopFirst() => Signal("-STOP");

    public void ContinueFirst() => Signal("-CONT");

    public void Dispose()
    {
        ContinueFirst();
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        _root.Delete(recursive: true);
    }

    private void Signal(string signal)
    {
        using var kill = Process.Start("kill", [signal, $"{_first}"]);
        kill.WaitForExit();
    }
}
