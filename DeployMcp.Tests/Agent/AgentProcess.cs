using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using DeployMcp.Domain.Identity;
using DeployMcp.Planning.Runtime;
using DeployMcp.Tests.Fixtures;

namespace DeployMcp.Tests.Agent;

/// <summary>A real agent as a process of its own, with directories and ports of its own.</summary>
public sealed class AgentProcess : IAsyncLifetime, IDisposable
{
    public const string Token = "a-token-for-tests-only";

    private readonly string _root = Directory.CreateTempSubdirectory("deploymcp-agent-test-").FullName;
    private readonly (string Name, string Value)[] _extra;
    private readonly Dictionary<ServiceId, int> _slots = [];
    private BinaryProcess? _process;

    public AgentProcess()
        : this(extra: [])
    {
    }

    internal AgentProcess(params (string Name, string Value)[] extra)
    {
        _extra = extra;
        const UnixFileMode Readable = (UnixFileMode)0b111_101_101;
        File.SetUnixFileMode(_root, Readable);
        Directory.CreateDirectory(Artifacts, Readable);
        Api = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{ApiPort}/"), Timeout = TimeSpan.FromSeconds(70) };
        Api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        Edge = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = new Uri($"http://127.0.0.1:{EdgePort}/") };
    }

    public int ApiPort { get; } = FreePorts.Next();

    public int EdgePort { get; } = FreePorts.Next();

    public HttpClient Api { get; }

    public HttpClient Edge { get; }

    public string Artifacts => Path.Combine(_root, "artifacts");

    public string Data => Path.Combine(_root, "data");

    public string Output => _process?.Output ?? "";

    public async Task InitializeAsync()
    {
        _process?.Dispose();
        _process = Start(_extra);
        await _process.UntilHealthyAsync(Api);
    }

    public BinaryProcess Start(params (string Name, string Value)[] extra) => new(
        "DeployMcp.Agent",
        [
            ("Agent__Token", Token),
            ("Agent__ApiPort", $"{ApiPort}"),
            ("Agent__ArtifactDirectory", Artifacts),
            ("Agent__DataDirectory", Data),
            ("Agent__TempDirectory", Path.Combine(_root, "tmp")),
            ("Agent__StartTimeout", "00:00:20"),
            ("Agent__StopGrace", "00:00:03"),
            ("Agent__DrainGrace", "00:00:03"),
            ("Edge__Port", $"{EdgePort}"),
            ("PLATFORM_SECRET", "never-for-services"),
            .. extra,
        ]);

    public void Signal(string signal) => _process!.Signal(signal);

    public Task<int> ExitAsync() => _process!.ExitAsync();

    /// <summary>A release with the given files, by path.</summary>
    public string Release(params (string Path, string Text)[] files)
    {
        var artifact = "release-" + Guid.NewGuid().ToString("N");
        foreach (var (path, text) in files)
        {
            var full = Path.Combine(Artifacts, artifact, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllText(full, text);
        }

        return artifact;
    }

    public static IReadOnlyDictionary<string, string> Variables(params (string Name, string Value)[] variables)
        => variables.ToDictionary(v => v.Name, v => v.Value, StringComparer.Ordinal);

    /// <summary>A Node.js program of one file.</summary>
    public RevisionSpec NodeSpec(string script, ServiceId? service = null) => Spec(Release(("server.js", script)), ["node", "server.js"], service);

    public RevisionSpec Spec(string artifact, IReadOnlyList<string> command, ServiceId? service = null)
    {
        var id = service ?? ServiceId.New();
        _slots.TryAdd(id, Random.Shared.Next(1, 50_000));
        return new(id, DeploymentId.New(), artifact, new RevisionProcess(command, ""), null, Variables(), 3000, 256, 500, _slots[id]);
    }

    public RevisionSpec StaticSpec(bool singlePageApp, params (string Path, string Text)[] files)
        => Spec(Release(files), []) with { Process = null, Static = new StaticSite("", singlePageApp) };

    public static string PathOf(RevisionSpec spec) => $"v1/revisions/{spec.ServiceId}/{spec.DeploymentId}";

    public async Task<RevisionState> PutAsync(RevisionSpec spec)
    {
        using var response = await Api.PutAsJsonAsync(PathOf(spec), spec);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<RevisionState>())!;
    }

    public async Task<RevisionState> GetAsync(RevisionSpec spec, int wait = 30)
        => (await Api.GetFromJsonAsync<RevisionState>($"{PathOf(spec)}?wait_seconds={wait}"))!;

    public async Task<RevisionState> RunAsync(RevisionSpec spec)
    {
        await PutAsync(spec);
        return await GetAsync(spec);
    }

    public Task<HttpResponseMessage> ActivateAsync(RevisionSpec spec, string hostname)
        => Api.PostAsJsonAsync($"{PathOf(spec)}/activate", new ActivateRequest(hostname));

    /// <summary>Runs it and points a new host name at it.</summary>
    public async Task<string> ServeAsync(RevisionSpec spec)
    {
        var state = await RunAsync(spec);
        Assert.True(state.Phase == RevisionPhase.Ready, $"{state}");
        var name = "s" + spec.ServiceId;
        using var response = await ActivateAsync(spec, name);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return name;
    }

    public async Task<HttpResponseMessage> SendAsync(string name, HttpRequestMessage request)
    {
        request.Headers.Host = $"{name}.localhost:{EdgePort}";
        return await Edge.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public Task<HttpResponseMessage> GetAsync(string name, string path = "/") => SendAsync(name, new HttpRequestMessage(HttpMethod.Get, path));

    public async Task<string> TextAsync(string name, string path = "/")
    {
        using var response = await GetAsync(name, path);
        return await response.Content.ReadAsStringAsync();
    }

    public Task DisposeAsync() => _process?.StopAsync() ?? Task.CompletedTask;

    public void Dispose()
    {
        Api.Dispose();
        Edge.Dispose();
        _process?.Dispose();
        Directory.Delete(_root, recursive: true);
    }
}
