using System.Diagnostics;
using System.Globalization;
using System.Text;
using DeployMcp.Planning.Plans;
using DeployMcp.Planning.Sandbox;
using DeployMcp.Platform.Builders.Output;
using DeployMcp.Platform.Builders.Tools;

namespace DeployMcp.Platform.Builders.Processes;

/// <param name="ExitCode">Null when it was ended at a limit.</param>
internal sealed record StepResult(int? ExitCode, BuildLimit? Limit)
{
    public bool Succeeded => ExitCode == 0;
}

/// <summary>What the steps of one build have in common.</summary>
/// <param name="Uid">Null where the platform isn't root.</param>
/// <param name="OwnsUid">Nothing else runs under it: at the end all of it is ended.</param>
/// <param name="Deadline">For the whole build.</param>
/// <param name="Caches">The directory of what the service keeps between builds; null for none.</param>
internal sealed record StepContext(
    BuildWorkspace Workspace, int? Uid, bool OwnsUid, IReadOnlyDictionary<string, string> Environment, BuildOutput Output, DateTimeOffset Deadline, string? Caches = null)
{
    /// <summary>The programs that the plan wants in certain versions.</summary>
    public Toolchain Toolchain { get; init; } = Toolchain.None;
}

/// <summary>Runs one command of a build in the sandbox. When it returns, none of the command's processes is left.</summary>
internal sealed class SandboxedStep(BuildOptions options, TimeProvider time)
{
    /// <param name="directory">Absolute.</param>
    public async Task<StepResult> RunAsync(StepContext context, BuildStep step, string directory, CancellationToken cancellationToken)
    {
        var mark = $"{BuildUser.MarkOf(options.WorkDirectory)}-{Guid.NewGuid():N}";
        var processes = BuildProcesses.Of(context.OwnsUid ? context.Uid : null, mark, context.Workspace.Root);
        context.Output.Begin();
        using var process = Start(context, step, directory, mark);
        processes.Joined(process.Id);
        await SendAsync(process, Variables(context, step));
        var reading = Task.WhenAll(
            LineReader.ReadAsync(process.StandardOutput, context.Output.Add), LineReader.ReadAsync(process.StandardError, context.Output.Add));
        try
        {
            var limit = await WaitAsync(context, process, processes, cancellationToken);
            return new StepResult(limit is null ? process.ExitCode : null, limit);
        }
        finally
        {
            await processes.KillAsync();
            await process.WaitForExitAsync(CancellationToken.None);
            await EndReadingAsync(reading);
        }
    }

    /// <summary>One who hid well enough may still hold the pipes' other end: its lines are of no more interest.</summary>
    private async Task EndReadingAsync(Task reading)
    {
        try
        {
            await reading.WaitAsync(TimeSpan.FromSeconds(2), time, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            _ = reading.ContinueWith(t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }
    }

    private async Task<BuildLimit?> WaitAsync(StepContext context, Process process, BuildProcesses processes, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var exit = process.WaitForExitAsync(cancellationToken);
        var watch = new LimitWatch(processes, context.Workspace, context.Caches, options, time).RunAsync(context.Deadline, ended.Token);
        var first = await Task.WhenAny(exit, watch, context.Output.Full);
        await ended.CancelAsync();
        if (first == context.Output.Full)
        {
            return BuildLimit.Output;
        }

        if (first == watch)
        {
            return await watch;
        }

        await exit;
        return context.Output.Full.IsCompleted ? BuildLimit.Output : null;
    }

    private Process Start(StepContext context, BuildStep step, string directory, string mark)
    {
        var own = SandboxEnvironment.ReadFromStandardInput(step.Command);
        string[] limited = ["prlimit", string.Create(CultureInfo.InvariantCulture, $"--nproc={options.MaxProcesses}"), "--", .. own];
        var command = SandboxCommand.Wrap(new SandboxOptions(context.Uid, options.MaxFileSizeMiB), context.Uid is null ? own : limited);
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = ToolPath.Value;
        start.Environment[mark[..mark.IndexOf('=', StringComparison.Ordinal)]] = mark[(mark.IndexOf('=', StringComparison.Ordinal) + 1)..];
        return Process.Start(start) ?? throw new InvalidOperationException($"{command[0]} did not start.");
    }

    private static Dictionary<string, string> Variables(StepContext context, BuildStep step)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in step.Environment.Concat(context.Environment))
        {
            variables[name] = value;
        }

        variables["PATH"] = context.Toolchain.Before(variables.GetValueOrDefault("PATH", ToolPath.Value));
        return variables;
    }

    private static async Task SendAsync(Process process, Dictionary<string, string> variables)
    {
        try
        {
            await process.StandardInput.WriteAsync(SandboxEnvironment.Script(variables));
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it read them: its exit code says so.
        }
    }
}
