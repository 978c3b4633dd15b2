using DeployMcp.Tests.Fixtures;

namespace DeployMcp.Tests.DeployerWorker;

/// <summary>The node agent as a process of its own, as on a real node.</summary>
public sealed class RunningAgent(string artifactDirectory) : IDisposable
{
    public const string Token = "the-agent-token-of-the-tests";

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("deploymcp-agent-");
    private BinaryProcess? _process;
    private int _incarnation;

    public int ApiPort { get; } = FreePorts.Next();

    public int EdgePort { get; } = FreePorts.Next();

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
        var start = BinaryProcess.With(
        [
            ("Agent__Token", Token),
            ("Agent__ApiPort", $"{ApiPort}"),
            ("Agent__DataDirectory", Path.Combine(_data.FullName, $"{++_incarnation}")),
            ("Agent__ArtifactDirectory", artifactDirectory),
            ("Containers__Host", TestDocker.Host),
            ("Agent__StopGrace", "00:00:01"),
            ("Edge__Port", $"{EdgePort}"),
            ("Logging__LogLevel__Default", "Warning"),
        ]);
        start.WorkingDirectory = _data.FullName;
        _process = new BinaryProcess("DeployMcp.Agent", start, []);
        using var client = new HttpClient { BaseAddress = new Uri(Address) };
        await _process.UntilHealthyAsync(client);
    }

    public async Task StopAsync()
    {
        await _process!.StopAsync();
        _process.Dispose();
        _process = null;
    }

    public void Dispose()
    {
        _process?.StopAsync().GetAwaiter().GetResult();
        _process?.Dispose();
        _data.Delete(recursive: true);
    }
}
