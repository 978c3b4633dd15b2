using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using DeployMcp.Tests.Agent;

namespace DeployMcp.Tests.LibSql;

/// <summary>A real libSQL server as a process of its own, with a directory and ports of its own. Each test makes databases of its own.</summary>
public class LibSqlServer : IAsyncLifetime, IDisposable
{
    private const string AdminToken = "an-admin-token-for-tests-only";

    private readonly (string Name, string Value)[] _settings;
    private Process? _process;

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

    public int Port { get; } = AgentProcess.FreePort();

    public int AdminPort { get; } = AgentProcess.FreePort();

    /// <summary>Where databases, backups and the key are.</summary>
    public string Data { get; init; } = Directory.CreateTempSubdirectory("deploymcp-libsql-test-").FullName;

    public HttpClient Admin { get; }

    public HttpClient Http { get; }

    public string Output { get; private set; } = "";

    public int Pid => _process!.Id;

    /// <summary>A command that becomes the server, by its last words.</summary>
    protected virtual IReadOnlyList<string> Prefix => [];

    public async Task InitializeAsync()
    {
        _process = Start();
        _ = CollectAsync(_process.StandardOutput);
        _ = CollectAsync(_process.StandardError);
        await Eventually.TrueAsync(AnswersAsync, "the libSQL server answers", () => Output);
    }

    public Process Start()
    {
        string[] command = [.. Prefix, "dotnet", Path.Combine(AppContext.BaseDirectory, "DeployMcp.LibSql.dll")];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        (string, string)[] usual =
        [
            ("LibSql__DataDirectory", Data), ("LibSql__AdminToken", AdminToken), ("LibSql__Port", $"{Port}"), ("LibSql__AdminPort", $"{AdminPort}"),
        ];
        foreach (var (name, value) in usual.Concat(_settings))
            start.Environment[name] = value;
        return Process.Start(start)!;
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
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Largest resident memory so far, in bytes.</summary>
    public long PeakMemory() => ReadStatus("VmHWM:");

    public long ResidentMemory() => ReadStatus("VmRSS:");

    public async Task DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            AgentProcess.Signal(_process, "TERM");
            await _process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token);
        }
    }

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

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var response = await Http.GetAsync("health");
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task CollectAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
            Output += line + "\n";
    }
}
