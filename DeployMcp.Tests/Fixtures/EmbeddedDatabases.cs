using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using DeployMcp.LibSql.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace DeployMcp.Tests.Fixtures;

/// <summary>The platform's libSQL server within the test process, for what has databases made on it.</summary>
public sealed class EmbeddedDatabases : IAsyncDisposable
{
    private const string AdminToken = "admin-token-of-the-tests";

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("deploymcp-databases-");
    private readonly int[] _ports = FreePorts.Take(2);
    private WebApplication? _app;

    /// <summary>What finds it: of the server and of the deployer.</summary>
    public IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["Databases:LibSql:AdminAddress"] = $"http://127.0.0.1:{_ports[1]}",
        ["Databases:LibSql:AdminToken"] = AdminToken,
        ["Databases:LibSql:PublicUrl"] = $"http://127.0.0.1:{_ports[0]}",
    };

    public static async Task<EmbeddedDatabases> StartAsync()
    {
        var databases = new EmbeddedDatabases();
        await databases.ResumeAsync();
        return databases;
    }

    /// <summary>Starts it, also again after <see cref="PauseAsync"/>.</summary>
    public async Task ResumeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["LibSql:DataDirectory"] = _data.FullName,
            ["LibSql:AdminToken"] = AdminToken,

            // Containers come by the address of the tests' own bridge, which may not be there yet.
            ["LibSql:Address"] = "0.0.0.0",
            ["LibSql:Port"] = $"{_ports[0]}",
            ["LibSql:AdminPort"] = $"{_ports[1]}",
            ["Logging:LogLevel:Default"] = "Error",
        });
        var (settings, problem) = LibSqlSettings.Read(builder.Configuration);
        Assert.Null(problem);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddLibSql(settings);
        _app = builder.Build();
        _app.UseLibSql(settings);
        await _app.StartAsync();
    }

    public async Task PauseAsync()
    {
        await _app!.StopAsync();
        await _app.DisposeAsync();
    }

    /// <summary>The names of the databases that there are.</summary>
    public async Task<IReadOnlyList<string>> ListAsync()
    {
        var all = JsonNode.Parse(await (await AdministerAsync(HttpMethod.Get, "")).Content.ReadAsStringAsync())!.AsArray();
        return [.. all.Where(d => (string?)d!["state"] == "active").Select(d => (string)d!["name"]!)];
    }

    /// <summary>Makes one that no resource knows of.</summary>
    public async Task CreateStrayAsync(string name) => (await AdministerAsync(HttpMethod.Put, $"/{name}")).EnsureSuccessStatusCode();

    /// <summary>What a client gets for one statement: the rows' values as text, or the status of a refusal.</summary>
    public static async Task<string> QueryAsync(string url, string? token, string sql)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(new Uri(url), "v2/pipeline"))
        {
            Content = JsonContent.Create(new { requests = new object[] { new { type = "execute", stmt = new { sql } }, new { type = "close" } } }),
        };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.SendAsync(request);
        if (!answer.IsSuccessStatusCode)
        {
            return $"status {(int)answer.StatusCode}";
        }

        var result = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["results"]![0]!;
        return result["error"] is { } error
            ? $"error {error["message"]}"
            : string.Join(';', result["response"]!["result"]!["rows"]!.AsArray().Select(row => string.Join(',', row!.AsArray().Select(v => v!["value"]?.ToString()))));
    }

    public async ValueTask DisposeAsync()
    {
        await PauseAsync();
        _data.Delete(recursive: true);
    }

    private async Task<HttpResponseMessage> AdministerAsync(HttpMethod method, string path)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(method, $"http://127.0.0.1:{_ports[1]}/v1/databases{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", AdminToken);
        request.Content = method == HttpMethod.Put ? JsonContent.Create(new { }) : null;
        return await http.SendAsync(request);
    }
}
