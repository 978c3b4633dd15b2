using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using DeployMcp.Tests.Fixtures;

namespace DeployMcp.Tests.LibSql;

/// <summary>A real libSQL server as a process of its own, with a directory and ports of its own. Each test makes databases of its own.</summary>
public class LibSqlServer : IAsyncLifetime, IDisposable
{
    private const string AdminToken = "an-admin-token-for-tests-only";

    private readonly (string Name, string Value)[] _settings;
    private BinaryProcess? _process;

    public LibSqlServer()
        : this([])
    {
    }

    /// <param name="settings">Environment variables beside the usual ones.</param>
    internal LibSqlServer(params (string Name, string Value)[] settings)
    {
        _settings = settings;
        Admin = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{AdminPort}/v1/"), Timeout = TimeSpan.FromSeconds(60) };
        Admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdminToken);
        Http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri($"http://127.0.0.1:{Port}/"), Timeout = TimeSpan.FromMinutes(2) };
    }

    public int Port { get; } = FreePorts.Next();

    public int AdminPort { get; } = FreePorts.Next();

    /// <summary>Where databases, backups and the key are.</summary>
    public string Data { get; init; } = Directory.CreateTempSubdirectory("deploymcp-libsql-test-").FullName;

    public HttpClient Admin { get; }

    public HttpClient Http { get; }

    public string Output => _process?.Output ?? "";

    public int Pid => _process!.Id;

    /// <summary>A command that becomes the server, by its last words.</summary>
    protected virtual IReadOnlyList<string> Prefix => [];

    public async Task InitializeAsync()
    {
        _process?.Dispose();
        _process = Start();
        await _process.UntilHealthyAsync(Http);
    }

    public BinaryProcess Start()
    {
        (string, string)[] usual =
        [
            ("LibSql__DataDirectory", Data), ("LibSql__AdminToken", AdminToken), ("LibSql__Port", $"{Port}"), ("LibSql__AdminPort", $"{AdminPort}"),
        ];
        return new("DeployMcp.LibSql", BinaryProcess.With(usual.Concat(_settings)), [], Prefix);
    }

    /// <summary>A new database with a full token.</summary>
    internal async Task<LibSqlDatabase> CreateAsync(long? maxBytes = null)
    {
        var name = "t" + Guid.NewGuid().ToString("N");
        using var response = await Admin.PutAsJsonAsync($"databases/{name}", new { maxBytes });
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return new LibSqlDatabase(this, name, await MintAsync(name));
    }

    public async Task<string> MintAsync(string name, string access = "rw", long? expiresInSeconds = null)
    {
        using var response = await Admin.PostAsJsonAsync($"databases/{name}/tokens", new { access, expiresInSeconds });
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
    }

    public async Task KillAsync()
    {
        _process!.Signal("KILL");
        await _process.ExitAsync();
    }

    /// <summary>Largest resident memory so far, in bytes.</summary>
    public long PeakMemory() => ReadStatus("VmHWM:");

    public long ResidentMemory() => ReadStatus("VmRSS:");

    public Task DisposeAsync() => _process?.StopAsync() ?? Task.CompletedTask;

    public void Dispose()
    {
        Admin.Dispose();
        Http.Dispose();
        _process?.Dispose();
        Directory.Delete(Data, recursive: true);
        GC.SuppressFinalize(this);
    }

    private long ReadStatus(string field)
        => long.Parse(File.ReadLines($"/proc/{Pid}/status").First(l => l.StartsWith(field, StringComparison.Ordinal))[field.Length..].Replace("kB", "", StringComparison.Ordinal)) * 1024;
}
