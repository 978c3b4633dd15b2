using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using DeployMcp.Planning.Containers;

namespace DeployMcp.Platform.Builders.Images;

/// <param name="ExitCode">Null when there is no such program.</param>
internal sealed record EngineAnswer(int? ExitCode, string Output, string Errors)
{
    public bool Succeeded => ExitCode == 0;

    /// <summary>The last line that the client wrote about what is wrong.</summary>
    public string Problem => Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? $"exit code {ExitCode}";
}

/// <summary>Runs the engine's client: a clean environment, arguments as a list, and never for longer than a limit.</summary>
internal sealed class EngineProcess(ContainerOptions options, TimeProvider time)
{
    /// <summary>The machine's way out and the operator's own settings of the client.</summary>
    private static readonly string[] Passed =
        ["PATH", "HOME", "DOCKER_CONFIG", "DOCKER_CERT_PATH", "DOCKER_TLS_VERIFY", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"];

    public string Address => EngineAddress.Resolve(
        options.Host, Environment.GetEnvironmentVariable("DOCKER_HOST"), Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR"), File.Exists);

    public ProcessStartInfo Prepare(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment.Clear();
        foreach (var name in Passed)
        {
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
            {
                start.Environment[name] = value;
            }
        }

        start.Environment["DOCKER_HOST"] = Address;
        start.Environment["DOCKER_BUILDKIT"] = "1";
        start.Environment["DOCKER_CLI_HINTS"] = "false";
        start.Environment["LANG"] = "C.UTF-8";
        return start;
    }

    /// <exception cref="TimeoutException">The engine did not answer in time; the client is ended.</exception>
    public async Task<EngineAnswer> AskAsync(string program, IReadOnlyList<string> arguments, TimeSpan limit, CancellationToken cancellationToken)
    {
        Process process;
        try
        {
            process = Process.Start(Prepare(program, arguments)) ?? throw new InvalidOperationException($"{program} did not start.");
        }
        catch (Win32Exception e)
        {
            return new EngineAnswer(null, "", e.Message);
        }

        using (process)
        using (var timeout = new CancellationTokenSource(limit, time))
        using (var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token))
        {
            process.StandardInput.Close();
            try
            {
                var output = process.StandardOutput.ReadToEndAsync(ended.Token);
                var errors = await process.StandardError.ReadToEndAsync(ended.Token);
                await process.WaitForExitAsync(ended.Token);
                return new EngineAnswer(process.ExitCode, await output, errors);
            }
            catch (OperationCanceledException e)
            {
                process.Kill(entireProcessTree: true);
                cancellationToken.ThrowIfCancellationRequested();
                throw new TimeoutException($"The container engine at {Address} did not answer within {limit.TotalSeconds:0} seconds.", e);
            }
        }
    }
}
