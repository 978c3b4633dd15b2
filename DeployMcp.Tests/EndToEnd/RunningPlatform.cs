using System.Diagnostics;
using System.Text;
using System.Text.Json;
using DeployMcp.Tests.Fixtures;

namespace DeployMcp.Tests.EndToEnd;

/// <summary>What <c>connection.json</c> says.</summary>
public sealed record PlatformConnection(string McpUrl, string ApiKey, string GitUrl, string EdgeUrl, string GraphqlUrl, string DashboardUrl);

/// <summary>
/// The whole platform as a user starts it: the AppHost as a process of its own, with ports and a data directory of its own.
/// </summary>
public sealed class RunningPlatform : IAsyncDisposable
{
    private readonly StringBuilder _output = new();
    private readonly Process _process;
    private readonly bool _ownsData;

    private RunningPlatform(Process process, string data, bool ownsData, int[] ports)
    {
        _process = process;
        _ownsData = ownsData;
        Data = data;
        Ports = ports;
        process.OutputDataReceived += Record;
        process.ErrorDataReceived += Record;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Data { get; }

    public int[] Ports { get; }

    public int ProcessId => _process.Id;

    public PlatformConnection Connection { get; private set; } = null!;

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Returns when the block has been printed. With the data and ports of an earlier run it is the same platform again.</summary>
    public static async Task<RunningPlatform> StartAsync(string? data = null, int[]? ports = null, params string[] settings)
    {
        var platform = Launch(data, ports, settings);
        try
        {
            await platform.WaitUntilReadyAsync();
            return platform;
        }
        catch
        {
            await platform.DisposeAsync();
            throw;
        }
    }

    /// <summary>Only launches it, for tests of what it says when it can't start.</summary>
    public static RunningPlatform Launch(string? data = null, int[]? ports = null, params string[] settings)
    {
        var ownsData = data is null;
        data ??= Directory.CreateTempSubdirectory("deploymcp-e2e-").FullName;
        ports ??= FreePorts.Take(5);
        var configuration = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Path.Combine(Repository.Root, "DeployMcp.AppHost", "bin", configuration, "net10.0", "DeployMcp.AppHost.dll") },
            WorkingDirectory = Path.Combine(Repository.Root, "DeployMcp.AppHost"),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DEPLOYMCP_DATA"] = data;
        start.Environment["DOTNET_ENVIRONMENT"] = "Development";
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["Ports__Server"] = $"{ports[0]}";
        start.Environment["Ports__DeployerServer"] = $"{ports[1]}";
        start.Environment["Ports__Git"] = $"{ports[2]}";
        start.Environment["Ports__Edge"] = $"{ports[3]}";
        start.Environment["Ports__Databases"] = $"{ports[4]}";
        start.Environment["Dashboard__Enabled"] = "false";
        start.Environment["Containers__Host"] = TestDocker.Host;
        foreach (var setting in settings)
        {
            var (name, value) = (setting.Split('=', 2)[0], setting.Split('=', 2)[1]);
            start.Environment[name] = value;
        }

        return new RunningPlatform(Process.Start(start)!, data, ownsData, ports);
    }

    public async Task<int> WaitForExitAsync(TimeSpan patience)
    {
        using var timeout = new CancellationTokenSource(patience);
        await _process.WaitForExitAsync(timeout.Token);
        return _process.ExitCode;
    }

    /// <summary>SIGTERM, as a service manager sends it; returns when the AppHost has ended.</summary>
    public async Task StopAsync()
    {
        if (!_process.HasExited)
        {
            Signal("-TERM");
            await WaitForExitAsync(TimeSpan.FromSeconds(60));
        }
    }

    public void Kill() => Signal("-KILL");

    /// <summary>Processes, of whatever parent, that name this platform's data directory in their environment or command line.</summary>
    public IReadOnlyList<string> Remains()
        => [.. Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(n => int.TryParse(n, out var pid) && pid != Environment.ProcessId)
            .Where(n => n != $"{ProcessId}" && BelongsToThis(n!)).Select(n => $"{n} {ReadProc(n!, "cmdline")}")];

    public async ValueTask DisposeAsync()
    {
        try
        {
            await StopAsync();
            if (_ownsData)
            {
                Directory.Delete(Data, recursive: true);
            }
        }
        catch (OperationCanceledException)
        {
            Signal("-KILL");
        }

        _process.Dispose();
    }

    private async Task WaitUntilReadyAsync()
    {
        await Eventually.TrueAsync(
            () => Output.Contains("Deploy MCP is ready", StringComparison.Ordinal) || _process.HasExited,
            TimeSpan.FromSeconds(180),
            () => $"The platform did not become ready:\n{Output}");
        if (_process.HasExited)
        {
            throw new InvalidOperationException($"The AppHost ended with {_process.ExitCode}:\n{Output}");
        }

        var file = await File.ReadAllTextAsync(Path.Combine(Data, "connection.json"));
        Connection = JsonSerializer.Deserialize<PlatformConnection>(file, JsonSerializerOptions.Web)!;
    }

    private bool BelongsToThis(string pid)
        => ReadProc(pid, "environ").Contains(Data, StringComparison.Ordinal) || ReadProc(pid, "cmdline").Contains(Data, StringComparison.Ordinal);

    private static string ReadProc(string pid, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/{file}").Replace('\0', ' ');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private void Signal(string signal)
    {
        using var kill = Process.Start("kill", [signal, $"{_process.Id}"]);
        kill.WaitForExit();
    }

    private void Record(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
        {
            _output.AppendLine(line.Data);
        }
    }
}
