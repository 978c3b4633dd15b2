using System.Diagnostics;
using System.Text;
using System.Text.Json;
using DeployMcp.Domain.Failures;
using DeployMcp.Planning.Containers.BuildKit;
using DeployMcp.Platform.Registries;

namespace DeployMcp.Platform.Builders.BuildKit;

/// <summary>
/// The program that speaks to buildkitd: <c>buildctl</c>, or Docker's buildx with its remote driver. It runs in a clean
/// environment with the registry's credentials in a file that only this build's client reads.
/// </summary>
internal sealed class BuildKitClient(BuildKitOptions options, RegistryOptions registry)
{
    private const string Buildctl = "buildctl";
    private const string Buildx = "docker-buildx";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly string[] PluginDirectories =
        ["/usr/local/lib/docker/cli-plugins", "/usr/local/libexec/docker/cli-plugins", "/usr/lib/docker/cli-plugins", "/usr/libexec/docker/cli-plugins"];

    /// <exception cref="DeploymentFailureException">There is none: the operator's to mend.</exception>
    public string Find()
        => Candidates().FirstOrDefault(File.Exists) ?? throw new DeploymentFailureException(
            FailureCode.PlatformFault,
            "The platform's builder has neither buildctl nor docker-buildx, with one of which it reaches BuildKit.",
            $"Looked for: {string.Join(", ", Candidates())}",
            "Tell the platform's operator to install one of them or to set BuildKit:Client; then call redeploy_service.");

    /// <param name="program">As <see cref="Find"/> gave it.</param>
    public async Task<ProcessStartInfo> PrepareAsync(string program, BuildKitSolve solve, BuildWorkspace workspace, CancellationToken cancellationToken)
    {
        var home = Directory.CreateDirectory(Path.Combine(workspace.Root, "client"), OwnerOnly | UnixFileMode.UserExecute).FullName;
        await WriteCredentialsAsync(home, cancellationToken);
        if (Path.GetFileName(program) == Buildctl)
        {
            return Start(program, BuildctlCommand.Of(options.Endpoint, solve), home);
        }

        if (!Directory.Exists(Path.Combine(home, "buildx")))
        {
            await CreateBuilderAsync(program, home, cancellationToken);
        }

        return Start(program, BuildxCommand.Of(options.Endpoint, solve), home);
    }

    private IEnumerable<string> Candidates()
    {
        if (options.Client.Length > 0)
        {
            return [options.Client];
        }

        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        return [.. path.Select(d => Path.Combine(d, Buildctl)), .. path.Concat(PluginDirectories).Select(d => Path.Combine(d, Buildx))];
    }

    /// <summary>The builder is only an entry in the build's own directory: nothing is asked of the daemon, and nothing is left.</summary>
    private async Task CreateBuilderAsync(string program, string home, CancellationToken cancellationToken)
    {
        using var process = Process.Start(Start(program, BuildxCommand.Create(options.Endpoint), home)) ?? throw new InvalidOperationException($"{program} did not start.");
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = await process.StandardError.ReadToEndAsync(cancellationToken);
        await output;
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            throw new IOException($"buildx can't use the BuildKit address: {errors.Trim()}");
        }
    }

    private static ProcessStartInfo Start(string program, IEnumerable<string> arguments, string home)
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
        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH");
        start.Environment["HOME"] = home;
        start.Environment["DOCKER_CONFIG"] = home;
        start.Environment["LANG"] = "C.UTF-8";
        return start;
    }

    /// <summary>In Docker's own format, which both clients read: for our registry only.</summary>
    private async Task WriteCredentialsAsync(string home, CancellationToken cancellationToken)
    {
        if (registry.Username.Length == 0)
        {
            return;
        }

        var auth = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{registry.Username}:{registry.Password}"));
        var auths = new Dictionary<string, object>(StringComparer.Ordinal) { [registry.Address] = new { auth } };
        await using var stream = new FileStream(
            Path.Combine(home, "config.json"), new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly });
        await JsonSerializer.SerializeAsync(stream, new { auths }, cancellationToken: cancellationToken);
    }
}
