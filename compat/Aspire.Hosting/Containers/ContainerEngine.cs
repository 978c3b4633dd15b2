using System.Diagnostics;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Containers;

/// <summary>The command line of docker or podman.</summary>
internal sealed class ContainerEngine(string command)
{
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(10);

    public string Command { get; } = command;

    /// <summary>
    /// The engine that ASPIRE_CONTAINER_RUNTIME names, else docker, else podman: the first that is installed and answers.
    /// </summary>
    /// <exception cref="DistributedApplicationException">There is none.</exception>
    public static async Task<ContainerEngine> FindAsync(IConfiguration configuration, CancellationToken token)
    {
        var named = configuration["ASPIRE_CONTAINER_RUNTIME"] ?? configuration["DOTNET_ASPIRE_CONTAINER_RUNTIME"];
        foreach (var name in named is { Length: > 0 } ? [named] : new[] { "docker", "podman" })
        {
            if (ExecutablePath.Find(name) is { } path && await AnswersAsync(path, token))
            {
                return new ContainerEngine(path);
            }
        }

        throw new DistributedApplicationException(
            $"Container runtime '{named ?? "docker or podman"}' was not found or does not answer. Install Docker or Podman and start it.");
    }

    /// <exception cref="DistributedApplicationException">The command failed; the message carries what it said.</exception>
    public async Task<string> RunAsync(IEnumerable<string> arguments, CancellationToken token)
    {
        var (code, standardOutput, errors) = await ExecuteAsync(arguments, token);
        return code == 0 ? standardOutput : throw new DistributedApplicationException(
            $"{Path.GetFileName(Command)} {arguments.First()} ended with exit code {code}: {errors.Trim()}");
    }

    public async Task<(int ExitCode, string Output, string Errors)> ExecuteAsync(IEnumerable<string> arguments, CancellationToken token)
    {
        // In a session of its own: a Ctrl-C on the terminal is for the AppHost, which then still needs the engine.
        var start = new ProcessStartInfo(ExecutablePath.Require("setsid"))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.ArgumentList.Add(Command);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start) ?? throw new DistributedApplicationException($"{Command} did not start.");
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(token);
        var errors = process.StandardError.ReadToEndAsync(token);
        try
        {
            await process.WaitForExitAsync(token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }

        return (process.ExitCode, await output, await errors);
    }

    private static async Task<bool> AnswersAsync(string path, CancellationToken token)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(token);
        timeout.CancelAfter(ProbeTimeout);
        try
        {
            var (code, _, _) = await new ContainerEngine(path).ExecuteAsync(["ps", "--quiet"], timeout.Token);
            return code == 0;
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            return false;
        }
    }
}
