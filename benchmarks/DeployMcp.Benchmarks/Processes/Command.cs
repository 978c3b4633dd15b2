using System.Diagnostics;

namespace DeployMcp.Benchmarks.Processes;

/// <summary>A program that is started, ends, and must end well.</summary>
public static class Command
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(9);

    /// <summary>What it wrote to its standard output.</summary>
    /// <exception cref="InvalidOperationException">It ended with another code than 0; the message holds its output.</exception>
    public static async Task<string> CaptureAsync(
        string program, IEnumerable<string> arguments, string directory, IReadOnlyDictionary<string, string>? environment = null, string? input = null)
    {
        using var process = Process.Start(StartInfo(program, arguments, directory, environment))!;
        using var timeout = new CancellationTokenSource(Deadline);
        var output = process.StandardOutput.ReadToEndAsync(timeout.Token);
        var errors = process.StandardError.ReadToEndAsync(timeout.Token);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        try
        {
            await process.WaitForExitAsync(timeout.Token);
            return process.ExitCode == 0
                ? await output
                : throw new InvalidOperationException($"{program} ended with {process.ExitCode}:\n{await output}{await errors}");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    internal static ProcessStartInfo StartInfo(
        string program, IEnumerable<string> arguments, string directory, IReadOnlyDictionary<string, string>? environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
            start.Environment[name] = value;

        return start;
    }
}
