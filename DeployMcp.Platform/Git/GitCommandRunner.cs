using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using DeployMcp.Planning.Sandbox;

namespace DeployMcp.Platform.Git;

/// <param name="Arguments">Without <c>git</c> itself; never a secret, as every process may read them.</param>
internal sealed record GitCommand(IReadOnlyList<string> Arguments, TimeSpan Timeout)
{
    /// <summary>Configuration, which may hold secrets: it goes through the environment.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Settings { get; init; } = [];

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whom to run as; null for ourselves.</summary>
    public int? Uid { get; init; }

    public int? MaxFileSizeMiB { get; init; }
}

/// <param name="Output">At most <see cref="GitCommandRunner.MaxOutput"/> bytes, unless a reader took it.</param>
internal sealed record GitOutcome(int ExitCode, string Output, string Errors)
{
    public bool Succeeded => ExitCode == 0;
}

/// <summary>
/// Runs git with an environment of its own: no configuration of the machine or the user, no hooks, filters or helpers, no
/// questions, and no protocol but those that the caller names.
/// </summary>
internal sealed class GitCommandRunner(TimeProvider time)
{
    public const int MaxOutput = 4 * 1024 * 1024;
    private const int MaxErrors = 8 * 1024;
    private const int Kill = 9;

    private static readonly KeyValuePair<string, string>[] Always =
    [
        new("core.hooksPath", "/dev/null"), new("core.fsmonitor", "false"), new("gc.auto", "0"), new("maintenance.auto", "false"),
        new("credential.helper", ""), new("http.followRedirects", "false"), new("submodule.recurse", "false"),
        new("fetch.recurseSubmodules", "false"), new("fetch.unpackLimit", "1"), new("advice.detachedHead", "false"),
        new("core.bigFileThreshold", "32m"), new("pack.threads", "2"),
    ];

    public Task<GitOutcome> RunAsync(GitCommand command, CancellationToken cancellationToken)
        => RunAsync(command, ReadAsync, cancellationToken);

    /// <param name="read">Takes standard output; it may stop early by throwing, which ends git.</param>
    /// <exception cref="TimeoutException">git took longer than the command allows.</exception>
    public async Task<GitOutcome> RunAsync(
        GitCommand command, Func<Stream, CancellationToken, Task<string>> read, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(command.Timeout, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        using var process = Process.Start(StartInfo(command)) ?? throw new InvalidOperationException("git did not start.");
        try
        {
            process.StandardInput.Close();
            var errors = ReadErrorsAsync(process.StandardError.BaseStream, limit.Token);
            var output = await read(process.StandardOutput.BaseStream, limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new GitOutcome(process.ExitCode, output, await errors);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"git took longer than {command.Timeout.TotalSeconds:0} s.", e);
        }
        finally
        {
            await EndAsync(process);
        }
    }

    private static ProcessStartInfo StartInfo(GitCommand command)
    {
        var wrapped = SandboxCommand.Wrap(new SandboxOptions(command.Uid, command.MaxFileSizeMiB), ["git", .. command.Arguments]);
        var start = new ProcessStartInfo(wrapped[0], wrapped.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        SetEnvironment(start.Environment, command);
        return start;
    }

    private static void SetEnvironment(IDictionary<string, string?> environment, GitCommand command)
    {
        var path = environment.TryGetValue("PATH", out var own) ? own : "/usr/local/bin:/usr/bin:/bin";
        environment.Clear();
        environment["PATH"] = path;
        environment["HOME"] = "/nonexistent";
        environment["LC_ALL"] = "C.UTF-8";
        environment["GIT_CONFIG_NOSYSTEM"] = "1";
        environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        environment["GIT_ATTR_NOSYSTEM"] = "1";
        environment["GIT_TERMINAL_PROMPT"] = "0";
        environment["GIT_ALLOW_PROTOCOL"] = "https";
        foreach (var (key, value) in command.Environment)
        {
            environment[key] = value;
        }

        KeyValuePair<string, string>[] settings = [.. Always, .. command.Settings];
        environment["GIT_CONFIG_COUNT"] = settings.Length.ToString(CultureInfo.InvariantCulture);
        for (var i = 0; i < settings.Length; i++)
        {
            environment[string.Create(CultureInfo.InvariantCulture, $"GIT_CONFIG_KEY_{i}")] = settings[i].Key;
            environment[string.Create(CultureInfo.InvariantCulture, $"GIT_CONFIG_VALUE_{i}")] = settings[i].Value;
        }
    }

    private static async Task<string> ReadAsync(Stream output, CancellationToken cancellationToken)
    {
        using var text = new MemoryStream();
        var buffer = new byte[32 * 1024];
        int read;
        while ((read = await output.ReadAsync(buffer, cancellationToken)) > 0)
        {
            text.Write(buffer, 0, (int)Math.Min(read, MaxOutput - text.Length));
        }

        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }

    /// <summary>The end says what failed.</summary>
    private static async Task<string> ReadErrorsAsync(Stream errors, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(errors);
        var text = new StringBuilder();
        var buffer = new char[1024];
        int read;
        while ((read = await reader.ReadAsync(buffer, cancellationToken)) > 0)
        {
            text.Append(buffer, 0, read);
            text.Remove(0, Math.Max(0, text.Length - MaxErrors));
        }

        return text.ToString().Trim();
    }

    /// <summary>The wrapper has put git and whatever it starts into a session of its own.</summary>
    private static async Task EndAsync(Process process)
    {
        if (!process.HasExited)
        {
            if (SendSignal(-process.Id, Kill) != 0 && !process.HasExited)
            {
                process.Kill();
            }

            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int pid, int signal);
}
