using System.Diagnostics;
using DeployMcp.AppHost.Settings;

namespace DeployMcp.AppHost.Startup;

/// <summary>One AppHost for each data directory. The kernel frees the lock when the process ends, however it ends.</summary>
internal sealed class InstanceLock : IDisposable
{
    private static readonly TimeSpan Dying = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly FileStream _file;
    private readonly string _marker;

    private InstanceLock(FileStream file, string marker, bool previousDied)
    {
        _file = file;
        _marker = marker;
        PreviousDied = previousDied;
    }

    /// <summary>The last run did not end by itself, so that remains of it may still be on their way out.</summary>
    public bool PreviousDied { get; }

    /// <exception cref="StartupException">Another AppHost uses the directory.</exception>
    public static InstanceLock Take(DataDirectory data)
    {
        var file = Open(data);
        var marker = data.FileNamed("running");
        var previousDied = File.Exists(marker);
        File.WriteAllText(marker, Environment.ProcessId.ToString());
        return new InstanceLock(file, marker, previousDied);
    }

    /// <summary>One that was killed lets go only when the kernel has taken it apart, which takes a moment on a busy machine.</summary>
    private static FileStream Open(DataDirectory data)
    {
        var began = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return new FileStream(data.FileNamed("apphost.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (began.Elapsed < Dying)
            {
                Thread.Sleep(Pause);
            }
            catch (IOException e)
            {
                throw new StartupException(
                    $"another Deploy MCP runs on the data directory {data.Path}. Stop it, or name another directory with DEPLOYMCP_DATA.", e);
            }
        }
    }

    public void Dispose()
    {
        File.Delete(_marker);
        _file.Dispose();
    }
}
