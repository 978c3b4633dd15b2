using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace DeployMcp.GitServer.Repositories;

/// <summary>
/// Starts the real <c>git</c> with nothing of our own environment, no configuration but the one given here, no hooks, and
/// limits on what one process may use.
/// </summary>
internal sealed partial class GitExecutable(GitServerOptions options, ILogger<GitExecutable> logger)
{
    private static readonly string[] Limited = ["setsid", "prlimit", "--core=0"];

    /// <summary>
    /// Pushed objects are checked, except for what old but honest histories are known to get wrong. Big files are streamed
    /// instead of held in memory.
    /// </summary>
    private static readonly string[] Settings =
    [
        "safe.directory=*", "core.hooksPath=/dev/null", "core.fsmonitor=false", "core.bigFileThreshold=32m",
        "gc.auto=0", "maintenance.auto=false", "receive.autogc=false", "receive.fsckObjects=true",
        "receive.fsck.missingSpaceBeforeDate=ignore", "receive.fsck.zeroPaddedFilemode=ignore",
        "receive.fsck.badTimezone=ignore", "receive.fsck.missingEmail=ignore",
        "receive.denyNonFastForwards=false", "receive.denyDeletes=false", "receive.denyDeleteCurrent=ignore",
        "receive.advertisePushOptions=false", "uploadpack.allowAnySHA1InWant=true", "uploadpack.allowFilter=true",
        "pack.threads=2", "pack.windowMemory=64m", "pack.deltaCacheSize=64m", "pack.packSizeLimit=0",
    ];

    /// <summary>Why git can't be used, or null.</summary>
    public static string? Problem()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("git", ["--version"]) { RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode == 0 ? null : "The git command fails: reinstall it, for example with apt-get install git.";
        }
        catch (Win32Exception)
        {
            return "The git command is missing: install it, for example with apt-get install git.";
        }
    }

    /// <param name="arguments">The git command and its arguments, without <c>git</c> itself.</param>
    /// <param name="protocol">The client's <c>Git-Protocol</c> header, already checked; null for version 0.</param>
    public GitProcess Start(IReadOnlyList<string> arguments, string? protocol = null, IReadOnlyList<string>? settings = null)
    {
        var start = new ProcessStartInfo(Limited[0])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        foreach (var argument in Command(arguments, settings ?? []))
        {
            start.ArgumentList.Add(argument);
        }

        SetEnvironment(start.Environment, protocol);
        var process = Process.Start(start) ?? throw new InvalidOperationException("git did not start.");
        LogStarted(arguments[0], process.Id);
        return new GitProcess(process);
    }

    /// <summary>Standard output of a short command whose output is small.</summary>
    /// <exception cref="IOException">git failed.</exception>
    public async Task<string> ReadAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.OperationTimeout);
        await using var process = Start(arguments);
        process.CloseInput();
        using var reader = new StreamReader(process.Output);
        var output = await reader.ReadToEndAsync(limit.Token);
        var exit = await process.WaitAsync(limit.Token);
        return exit == 0 ? output : throw new IOException($"git {string.Join(' ', arguments)} ended with {exit}: {process.Errors}");
    }

    private IEnumerable<string> Command(IReadOnlyList<string> arguments, IReadOnlyList<string> settings)
    {
        var memory = options.MaxProcessMemoryMiB * 1024L * 1024;
        return
        [
            .. Limited.Skip(1), string.Create(CultureInfo.InvariantCulture, $"--data={memory}"),
            string.Create(CultureInfo.InvariantCulture, $"--cpu={(long)options.OperationTimeout.TotalSeconds * 2}"), "--",
            "git", .. Settings.Concat(settings).SelectMany(s => new[] { "-c", s }), .. arguments,
        ];
    }

    private static void SetEnvironment(IDictionary<string, string?> environment, string? protocol)
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
        environment["GIT_ADVICE"] = "0";
        if (protocol is not null)
        {
            environment["GIT_PROTOCOL"] = protocol;
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Started git {Command} as process {ProcessId}")]
    private partial void LogStarted(string command, int processId);
}
