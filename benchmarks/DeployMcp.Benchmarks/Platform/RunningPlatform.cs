using System.Diagnostics;
using DeployMcp.Benchmarks.Processes;

namespace DeployMcp.Benchmarks.Platform;

/// <summary>The whole platform as a user starts it, <c>dotnet run</c> on what is built already; its dashboard is off.</summary>
public sealed class RunningPlatform : IAsyncDisposable
{
    private const string Project = "DeployMcp.AppHost";
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    private readonly Daemon _process;

    private RunningPlatform(Daemon process, TimeSpan timeToReady, PlatformConnection connection)
    {
        _process = process;
        TimeToReady = timeToReady;
        Connection = connection;
    }

    public int ProcessId => _process.ProcessId;

    /// <summary>From the command to the printed block.</summary>
    public TimeSpan TimeToReady { get; }

    public PlatformConnection Connection { get; }

    public string Output => _process.Output;

    public static Task BuildAsync() => Command.CaptureAsync("dotnet", ["build", Project, "-c", "Release", "--nologo", "-v", "quiet"], Checkout.Root);

    public static async Task<RunningPlatform> StartAsync(PlatformHome home)
    {
        var clock = Stopwatch.StartNew();
        var process = Daemon.Start(
            "dotnet", ["run", "--no-build", "-c", "Release", "--project", Project], Checkout.Root, home.Environment, readyText: "Deploy MCP is ready");
        try
        {
            await process.WaitUntilReadyAsync(Deadline);
            return new RunningPlatform(process, clock.Elapsed, await home.ReadConnectionAsync());
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
