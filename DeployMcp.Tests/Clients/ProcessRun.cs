using System.Diagnostics;
using System.Text;

namespace DeployMcp.Tests.Clients;

/// <summary>A finished child process: its exit code, and what it wrote to both outputs in the order of its lines.</summary>
public sealed record ProcessRun(int ExitCode, string StandardOutput, string Output)
{
    /// <summary>Starts a process whose outputs are redirected and waits for its end; kills it with its children after <paramref name="deadline"/>.</summary>
    /// <param name="onLine">Told each line of standard output as it comes.</param>
    /// <exception cref="TimeoutException">The process was still running at the deadline.</exception>
    public static async Task<ProcessRun> StartAsync(
        ProcessStartInfo start, TimeSpan deadline, CancellationToken cancellationToken, Action<string>? onLine = null)
    {
        using var process = Process.Start(start)!;
        var standardOutput = new StringBuilder();
        var output = new StringBuilder();
        process.OutputDataReceived += (_, line) => Append(line.Data, standardOutput);
        process.ErrorDataReceived += (_, line) => Append(line.Data, builder: null);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(deadline);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{start.FileName} was still running after {deadline}:\n{output}", exception);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }

        return new ProcessRun(process.ExitCode, standardOutput.ToString(), output.ToString());

        void Append(string? line, StringBuilder? builder)
        {
            if (line is null)
                return;
            lock (output)
            {
                output.AppendLine(line);
                builder?.AppendLine(line);
            }

            if (builder is not null)
                onLine?.Invoke(line);
        }
    }
}
