using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace DeployMcp.GitServer.Repositories;

/// <summary>One running git command with all that it starts: a session of its own, ended as a whole when it is disposed.</summary>
internal sealed class GitProcess : IAsyncDisposable
{
    private const int MaxErrors = 4_096;
    private const int Terminate = 15;
    private const int Kill = 9;

    /// <summary>git removes its temporary packs when it is asked to end; after this long it is not asked any more.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly StringBuilder _errors = new();
    private readonly Task _reading;

    public GitProcess(Process process)
    {
        _process = process;
        _reading = ReadErrorsAsync();
    }

    public Stream Input => _process.StandardInput.BaseStream;

    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>The last lines of standard error.</summary>
    public string Errors
    {
        get
        {
            lock (_errors)
            {
                return _errors.ToString().Trim();
            }
        }
    }

    public void CloseInput()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // git ended first: its end of the pipe is closed already.
        }
    }

    public async Task<int> WaitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        await _reading.WaitAsync(cancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Signal(Terminate);
            await Task.WhenAny(_process.WaitForExitAsync(), Task.Delay(Patience));
            // Also when git itself has gone by now: nothing that it started may outlive it.
            Signal(Kill);
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <summary>To the whole session; to the process alone in the moment before it has made one.</summary>
    private void Signal(int signal)
    {
        if (SendSignal(-_process.Id, signal) != 0 && !_process.HasExited)
        {
            _ = SendSignal(_process.Id, signal);
        }
    }

    private async Task ReadErrorsAsync()
    {
        var buffer = new char[1024];
        int read;
        while ((read = await _process.StandardError.ReadAsync(buffer)) > 0)
        {
            lock (_errors)
            {
                _errors.Append(buffer, 0, read);
                _errors.Remove(0, Math.Max(0, _errors.Length - MaxErrors));
            }
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int pid, int signal);
}
