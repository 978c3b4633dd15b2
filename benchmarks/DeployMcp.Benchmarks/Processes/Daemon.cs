using System.Diagnostics;
using System.Text;

namespace DeployMcp.Benchmarks.Processes;

/// <summary>A program that keeps running until it is disposed: SIGTERM first, SIGKILL for it and its children after 30 s.</summary>
public sealed class Daemon : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string? _readyText;

    private Daemon(Process process, string? readyText)
    {
        _process = process;
        _readyText = readyText;
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => _ready.TrySetException(new InvalidOperationException($"It ended with {process.ExitCode}:\n{Output}"));
        process.OutputDataReceived += (_, line) => Record(line.Data);
        process.ErrorDataReceived += (_, line) => Record(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int ProcessId => _process.Id;

    public bool HasExited => _process.HasExited;

    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <param name="readyText">What it prints when it can be used, for <see cref="WaitUntilReadyAsync"/>.</param>
    public static Daemon Start(
        string program, IEnumerable<string> arguments, string directory, IReadOnlyDictionary<string, string>? environment = null, string? readyText = null)
        => new(Process.Start(Command.StartInfo(program, arguments, directory, environment))!, readyText);

    /// <exception cref="InvalidOperationException">It ended before; the message holds its output.</exception>
    /// <exception cref="TimeoutException">It was not ready in time; the message holds its output.</exception>
    public async Task WaitUntilReadyAsync(TimeSpan deadline)
    {
        if (await Task.WhenAny(_ready.Task, Task.Delay(deadline)) != _ready.Task)
            throw new TimeoutException($"Not ready after {deadline}:\n{Output}");

        await _ready.Task;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await StopAsync();

        _process.Dispose();
    }

    private async Task StopAsync()
    {
        await Command.CaptureAsync("kill", ["-TERM", $"{_process.Id}"], "/");
        using var timeout = new CancellationTokenSource(Patience);
        try
        {
            await _process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }
    }

    private void Record(string? line)
    {
        if (line is null)
            return;

        lock (_output)
            _output.AppendLine(line);
        if (_readyText is not null && line.Contains(_readyText, StringComparison.Ordinal))
            _ready.TrySetResult();
    }
}
