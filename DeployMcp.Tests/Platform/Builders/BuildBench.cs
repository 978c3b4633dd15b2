using System.Collections.Concurrent;
using DeployMcp.Domain.Services;
using DeployMcp.Planning.Plans;
using DeployMcp.Platform.Builders;
using DeployMcp.Platform.Builders.Processes;
using DeployMcp.Tests.Planning;

namespace DeployMcp.Tests.Platform.Builders;

/// <summary>Directories of its own and a builder that works in them, with this machine's real tools.</summary>
public sealed class BuildBench : IDisposable, IBuildLog
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("deploymcp-build-");
    private int _builds;

    public BuildBench()
    {
        // Builds run under other uids, which must get through.
        File.SetUnixFileMode(_root.FullName, (UnixFileMode)0b111_001_001);
        Options = new BuildOptions { WorkDirectory = At("work"), ArtifactDirectory = At("artifacts"), CacheDirectory = At("cache") };
    }

    public BuildOptions Options { get; }

    public ConcurrentQueue<string> Lines { get; } = new();

    public string Log => string.Join('\n', Lines);

    public string At(string name) => Path.Combine(_root.FullName, name);

    public void Write(string line) => Lines.Enqueue(line);

    public async Task<BuiltRelease> BuildAsync(
        (string Path, string Text)[] files, PlanSettings? settings = null, int slot = 1, EnvVar[]? variables = null, CancellationToken cancellationToken = default)
    {
        var builder = new HostToolchainBuilder(Options, TimeProvider.System);
        using var reserved = await builder.ReserveAsync(slot, cancellationToken);
        var uid = BuildUser.UidOf(Options.WorkDirectory, slot);
        var workspace = BuildWorkspace.Create(Path.Combine(Options.WorkDirectory, $"build-{Interlocked.Increment(ref _builds)}"), uid);
        foreach (var (path, text) in files)
        {
            var file = Path.Combine(workspace.Source, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, text, cancellationToken);
        }

        if (uid is { } owner)
        {
            await BuildWorkspace.ChangeOwnerAsync(workspace.Source, null, owner, cancellationToken);
        }

        var plan = BuildPlanner.Plan(SourceTreeReader.Read(workspace.Source, Options.MaxSourceFiles), settings ?? PlanCase.Defaults);
        return await builder.BuildAsync(new BuildRequest(slot, plan, variables ?? []), workspace, this, cancellationToken);
    }

    /// <summary>Whether any process still works in these directories.</summary>
    public bool HasProcesses()
        => Directory.EnumerateDirectories("/proc").Where(d => int.TryParse(Path.GetFileName(d), out _)).Any(InHere);

    public void Dispose() => TreeRemoval.Run(_root.FullName);

    private bool InHere(string process)
    {
        try
        {
            return new FileInfo(Path.Combine(process, "cwd")).LinkTarget?.StartsWith(_root.FullName, StringComparison.Ordinal) == true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
