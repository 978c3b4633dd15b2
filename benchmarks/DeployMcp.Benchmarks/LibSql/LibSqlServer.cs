using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using DeployMcp.Benchmarks.Processes;

namespace DeployMcp.Benchmarks.LibSql;

/// <summary>The libSQL server as a process, on a directory that outlives it.</summary>
public sealed class LibSqlServer : IAsyncDisposable
{
    private const string AdminToken = "an-admin-token-for-benchmarks";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly Daemon _process;
    private readonly HttpClient _admin;

    private LibSqlServer(Daemon process, int port, int adminPort)
    {
        _process = process;
        Port = port;
        _admin = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{adminPort}/v1/databases/") };
        _admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdminToken);
    }

    public int Port { get; }

    public int ProcessId => _process.ProcessId;

    /// <param name="settings">Below <c>LibSql</c>, as <c>Limits__Synchronous</c>.</param>
    public static async Task<LibSqlServer> StartAsync(string directory, params (string Name, string Value)[] settings)
    {
        var ports = FreePorts.Take(2);
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["LibSql__DataDirectory"] = directory,
            ["LibSql__AdminToken"] = AdminToken,
            ["LibSql__Port"] = $"{ports[0]}",
            ["LibSql__AdminPort"] = $"{ports[1]}",
        };
        foreach (var (name, value) in settings)
            environment["LibSql__" + name] = value;
        var assembly = Path.Combine(AppContext.BaseDirectory, "DeployMcp.LibSql.dll");
        var process = Daemon.Start("dotnet", [assembly], AppContext.BaseDirectory, environment, readyText: "Application started");
        await process.WaitUntilReadyAsync(Deadline);
        return new LibSqlServer(process, ports[0], ports[1]);
    }

    /// <summary>Makes it unless it exists.</summary>
    /// <returns>A token for it.</returns>
    public async Task<string> CreateAsync(string name)
    {
        using var made = await _admin.PutAsync(name, content: null);
        made.EnsureSuccessStatusCode();
        using var minted = await _admin.PostAsync($"{name}/tokens", content: null);
        minted.EnsureSuccessStatusCode();
        return (await minted.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
    }

    public Uri UrlOf(string name) => new($"http://127.0.0.1:{Port}/db/{name}/v2/pipeline");

    /// <summary>A whole HTTP request with one statement, for a load.</summary>
    /// <param name="arguments">Hrana's values in JSON.</param>
    public byte[] RequestFor(string name, string token, string sql, string arguments)
    {
        var body = Body(sql, arguments);
        return Encoding.UTF8.GetBytes(
            $"POST /db/{name}/v2/pipeline HTTP/1.1\r\nHost: 127.0.0.1:{Port}\r\nAuthorization: Bearer {token}\r\n"
            + $"Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
    }

    /// <summary>One statement on a stream of its own.</summary>
    public static string Body(string sql, string arguments = "[]")
        => $$$"""{"requests":[{"type":"execute","stmt":{"sql":{{{JsonSerializer.Serialize(sql)}}},"args":{{{arguments}}}}},{"type":"close"}]}""";

    /// <inheritdoc cref="SendAsync(HttpClient, Uri, string, string)"/>
    public Task<JsonElement> SendAsync(HttpClient client, string name, string token, string body) => SendAsync(client, UrlOf(name), token, body);

    /// <exception cref="HttpRequestException">The server refuses it, or is gone.</exception>
    /// <exception cref="InvalidOperationException">A statement failed; the message has the answer.</exception>
    public static async Task<JsonElement> SendAsync(HttpClient client, Uri pipeline, string token, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, pipeline) { Content = new StringContent(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await client.SendAsync(request);
        response.EnsureSuccessStatusCode();
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        return answer.GetProperty("results").EnumerateArray().All(r => r.GetProperty("type").GetString() == "ok")
            ? answer
            : throw new InvalidOperationException($"{answer}");
    }

    /// <summary><c>kill -9</c>.</summary>
    public async Task KillAsync()
    {
        await Command.CaptureAsync("kill", ["-KILL", $"{ProcessId}"], "/");
        await Poll.UntilAsync(() => Task.FromResult(_process.HasExited), Deadline, () => "It survived kill -9.");
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _process.DisposeAsync();
    }
}
