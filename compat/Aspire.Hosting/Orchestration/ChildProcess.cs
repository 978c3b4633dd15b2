using System.Diagnostics;
using System.Text;

namespace Aspire.Hosting.Orchestration;

/// <summary>What to start; every argument is passed as it is.</summary>
internal sealed record ProcessSpecification(
    string ResourceId,
    string Command,
    IReadOnlyList<string> Arguments,
    string WorkingDirectory,
    IReadOnlyDictionary<string, string> Environment);

/// <summary>
/// A child in a session of its own, so that a Ctrl-C on the terminal reaches the AppHost only, and so that what the child starts itself
/// can be found again.
/// </summary>
internal sealed class ChildProcess : IDisposable
{
    private const int LongestLine = 16 * 1024;
    private static readonly TimeSpan OutputGrace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LeftoverGrace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private readonly Process _process;
    private readonly string _marker;

    private ChildProcess(Process process, string marker, ProcessGuard guard, Action<string, bool> onLine)
    {
        _process = process;
        _marker = marker;
        Id = process.Id;
        guard.Add(Id);
        Exited = ObserveAsync(guard, onLine);
    }

    public int Id { get; }

    /// <summary>Completes with the exit code when the process has ended and what it printed has been read.</summary>
    public Task<int> Exited { get; }

    /// <param name="specification">The command is an absolute path here.</param>
    /// <param name="guard">Is told of the child.</param>
    /// <param name="onLine">Takes each line that it prints, and whether on standard error.</param>
    public static ChildProcess Start(ProcessSpecification specification, ProcessGuard guard, Action<string, bool> onLine)
    {
        var start = new ProcessStartInfo(ExecutablePath.Require("setsid"))
        {
            WorkingDirectory = specification.WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.ArgumentList.Add(specification.Command);
        foreach (var argument in specification.Arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment.Clear();
        foreach (var (name, value) in specification.Environment)
        {
            start.Environment[name] = value;
        }

        var marker = $"{guard.Marker}{specification.ResourceId}/";
        var equals = marker.IndexOf('=', StringComparison.Ordinal);
        start.Environment[marker[..equals]] = marker[(equals + 1)..];
        var process = Process.Start(start) ?? throw new DistributedApplicationException($"{specification.Command} did not start.");
        process.StandardInput.Close();
        return new ChildProcess(process, marker, guard, onLine);
    }

    /// <summary>SIGTERM, and SIGKILL when it takes longer than <paramref name="patience"/>; then the same for what it has left behind.</summary>
    public async Task StopAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var sessions = new HashSet<int> { Id };
        var family = ProcessTable.Members(_marker, sessions);
        ProcessTable.Signal(Id, ProcessTable.Terminate);
        if (!await EndsWithinAsync(Exited, patience, cancellationToken))
        {
            ProcessTable.Signal(Id, ProcessTable.Kill);
        }

        await SweepAsync(() => [.. family.Where(ProcessTable.IsAlive).Concat(ProcessTable.Members(_marker, sessions)).DistinctBy(p => p.Id)], LeftoverGrace);
        await Exited;
    }

    /// <summary>Ends what <paramref name="find"/> still finds: SIGTERM first, SIGKILL after <paramref name="patience"/>.</summary>
    public static async Task SweepAsync(Func<List<ProcessEntry>> find, TimeSpan patience)
    {
        var left = find();
        left.ForEach(p => ProcessTable.Signal(p.Id, ProcessTable.Terminate));
        var clock = Stopwatch.StartNew();
        while (left.Count > 0 && clock.Elapsed < patience + LeftoverGrace)
        {
            await Task.Delay(PollInterval, CancellationToken.None);
            left = find();
            if (clock.Elapsed > patience)
            {
                left.ForEach(p => ProcessTable.Signal(p.Id, ProcessTable.Kill));
            }
        }
    }

    public void Dispose() => _process.Dispose();

    private static async Task<bool> EndsWithinAsync(Task task, TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            await task.WaitAsync(patience, cancellationToken);
            return true;
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }

    private static async Task ReadLinesAsync(StreamReader reader, bool isError, Action<string, bool> onLine)
    {
        var buffer = new char[4096];
        var line = new StringBuilder();
        int count;
        while ((count = await reader.ReadAsync(buffer)) > 0)
        {
            for (var i = 0; i < count; i++)
            {
                if (buffer[i] is '\n' || line.Length >= LongestLine)
                {
                    onLine(line.ToString().TrimEnd('\r'), isError);
                    line.Clear();
                }

                if (buffer[i] is not '\n')
                {
                    line.Append(buffer[i]);
                }
            }
        }

        if (line.Length > 0)
        {
            onLine(line.ToString(), isError);
        }
    }

    private async Task<int> ObserveAsync(ProcessGuard guard, Action<string, bool> onLine)
    {
        var output = Task.WhenAll(
            ReadLinesAsync(_process.StandardOutput, isError: false, onLine),
            ReadLinesAsync(_process.StandardError, isError: true, onLine));
        await _process.WaitForExitAsync();
        // A grandchild may hold the pipe open for as long as it likes; the end of the process itself is what counts.
        await EndsWithinAsync(output, OutputGrace, CancellationToken.None);
        guard.Remove(Id);
        return _process.ExitCode;
    }
}
