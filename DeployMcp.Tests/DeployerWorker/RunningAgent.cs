using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using DeployMcp.Tests.Fixtures;

namespace DeployMcp.Tests.DeployerWorker;

/// <summary>The node agent as a process of its own, as on a real node.</summary>
public sealed class RunningAgent(string artifactDirectory) : IDisposable
{
    public const string Token = "the-agent-token-of-the-tests";

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("deploymcp-agent-");
    private Process? _process;
    private int _incarnation;

    public int ApiPort { get; } = FreePort();

    public int EdgePort { get; } = FreePort();

    public string Address => $"http://127.0.0.1:{ApiPort}";

    /// <summary>What the edge answers for a host name.</summary>
    public async Task<string> GetAsync(string hostname, string path = "/")
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{EdgePort}{path}");
        request.Headers.Host = $"{hostname}.localhost:{EdgePort}";
        using var response = await client.SendAsync(request);
        return response.IsSuccessStatusCode ? await response.Content.ReadAsStringAsync() : $"status {(int)response.StatusCode}";
    }

    /// <summary>With nothing on record of what ran before.</summary>
    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "DeployMcp.Agent.dll")]) { WorkingDirectory = _data.FullName };
        start.Environment["Agent__Token"] = Token;
        start.Environment["Agent__ApiPort"] = $"{ApiPort}";
        start.Environment["Agent__DataDirectory"] = Path.Combine(_data.FullName, $"{++_incarnation}");
        start.Environment["Agent__ArtifactDirectory"] = artifactDirectory;
        start.Environment["Containers__Host"] = TestDocker.Host;
        start.Environment["Agent__StopGrace"] = "00:00:01";
        start.Environment["Edge__Port"] = $"{EdgePort}";
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        _process = Process.Start(start);
        await Eventually.TrueAsync(AnswersAsync, TimeSpan.FromSeconds(60), () => "The agent does not answer.");
    }

    public async Task StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process!.Id}"]);
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        _process.Dispose();
        _process = null;
    }

    public void Dispose()
    {
        if (_process is not null)
        {
            StopAsync().GetAwaiter().GetResult();
        }

        _data.Delete(recursive: true);
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var client = new HttpClient();
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
            using var answer = await client.GetAsync($"{Address}/v1/services");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
