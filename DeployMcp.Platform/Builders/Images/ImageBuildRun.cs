using System.Diagnostics;
using DeployMcp.Platform.Builders.Output;
using DeployMcp.Platform.Builders.Processes;

namespace DeployMcp.Platform.Builders.Images;

/// <summary>
/// Runs a client of BuildKit. The steps run in the engine, which ends them as soon as the client is gone: ending the client at a
/// limit or on cancellation ends the build.
/// </summary>
internal sealed class ImageBuildRun(BuildOptions options, TimeProvider time)
{
    /// <param name="environment">The user's variables, for the build arguments that are named on the command line.</param>
    public async Task<StepResult> RunAsync(
        ProcessStartInfo start,
        IEnumerable<KeyValuePair<string, string>> environment,
        BuildWorkspace workspace,
        BuildOutput output,
        CancellationToken cancellationToken)
    {
        start.WorkingDirectory = workspace.Root;
        foreach (var (name, value) in environment.Append(Mark()))
        {
            start.Environment[name] = value;
        }

        output.Begin();
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start.");
        process.StandardInput.Close();
        var reading = Task.WhenAll(LineReader.ReadAsync(process.StandardOutput, output.Add), LineReader.ReadAsync(process.StandardError, output.Add));
        try
        {
            var limit = await WaitAsync(process, output, cancellationToken);
            if (limit is null)
            {
                await reading;
            }

            return new StepResult(limit is null ? process.ExitCode : null, limit);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }
    }

    /// <summary>Ends the clients of a worker that was killed, and with them their builds.</summary>
    public Task EndLeftoversAsync()
        => new BuildProcesses(null, null, BuildUser.MarkOf(options.WorkDirectory), Path.GetFullPath(options.WorkDirectory)).KillAsync();

    private KeyValuePair<string, string> Mark()
    {
        var mark = BuildUser.MarkOf(options.WorkDirectory).Split('=', 2);
        return KeyValuePair.Create(mark[0], mark[1]);
    }

    private async Task<BuildLimit?> WaitAsync(Process process, BuildOutput output, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var exit = process.WaitForExitAsync(cancellationToken);
        var deadline = Task.Delay(options.TimeLimit, time, ended.Token);
        var first = await Task.WhenAny(exit, deadline, output.Full);
        await ended.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        return first == output.Full ? BuildLimit.Output : first == deadline ? BuildLimit.Time : null;
    }
}
