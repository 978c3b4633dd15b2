using System.Collections.Concurrent;
using System.Diagnostics;
using DeployMcp.Planning.Versions;

namespace DeployMcp.Platform.Builders.Tools;

/// <summary>Versions of this machine's own programs; each is asked once until it is replaced by another.</summary>
internal sealed class MachineVersions
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, Task<SemanticVersion?>> _known = new(StringComparer.Ordinal);

    /// <summary>Null when there is no such program or it doesn't say.</summary>
    public Task<SemanticVersion?> FindAsync(string program)
        => ToolPath.Find(program) is { } path ? _known.GetOrAdd(ToolPath.Fingerprint(program), _ => AskAsync(path)) : Task.FromResult<SemanticVersion?>(null);

    private static async Task<SemanticVersion?> AskAsync(string path)
    {
        var start = new ProcessStartInfo(path, ["--version"]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        start.Environment.Clear();
        start.Environment["PATH"] = ToolPath.Value;
        // What stands in for pnpm and Yarn on some machines would fetch them from elsewhere.
        start.Environment["COREPACK_ENABLE_NETWORK"] = "0";
        start.Environment["HOME"] = "/nonexistent";
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{path} did not start.");
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            var text = await process.StandardOutput.ReadToEndAsync(patience.Token);
            await errors;
            await process.WaitForExitAsync(patience.Token);
            return process.ExitCode == 0 ? SemanticVersion.Find(text) : null;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return null;
        }
    }
}
