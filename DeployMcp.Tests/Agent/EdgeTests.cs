using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace DeployMcp.Tests.Agent;

/// <summary>One agent with one service that can do everything.</summary>
public sealed class LabService : IAsyncLifetime, IDisposable
{
    public AgentProcess Agent { get; } = new();

    public string Name { get; private set; } = "";

    public async Task InitializeAsync()
    {
        await Agent.InitializeAsync();
        var spec = Agent.NodeSpec(Scripts.Lab) with { Environment = AgentProcess.Variables(("GREETING", "it's a 'test'\nof two lines $HOME `id`"), ("NODE_ENV", "staging"), ("PORT", "1")) };
        Name = await Agent.ServeAsync(spec);
    }

    public Task DisposeAsync() => Agent.DisposeAsync();

    public void Dispose() => Agent.Dispose();
}

public sealed class EdgeTests(LabService lab) : IClassFixture<LabService>
{
    private AgentProcess Agent => lab.Agent;

    [Theory]
    [InlineData("unknown.localhost")]
    [InlineData("localhost")]
    [InlineData("a.b.localhost")]
    [InlineData("example.com")]
    [InlineData("127.0.0.1")]
    public async Task Request_ForAnUnknownHost_IsNotFoundInOneLine(string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/services") { Headers = { Host = host } };
        using var response = await Agent.Edge.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("No service has this address.\n", await response.Content.ReadAsStringAsync());
        Assert.Equal("text/plain; charset=utf-8", response.Content.Headers.ContentType!.ToString());
    }

    [Fact]
    public async Task Request_OverIPv6AndInAnyCase_IsServed()
    {
        using var client = new TcpClient(AddressFamily.InterNetworkV6);
        await client.ConnectAsync(IPAddress.IPv6Loopback, Agent.EdgePort);
        var answer = await RawAsync(client, $"GET /x HTTP/1.1\r\nHost: {lab.Name.ToUpperInvariant()}.LocalHost:8080\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 200 OK", answer, StringComparison.Ordinal);
        Assert.Contains("\"x-forwarded-for\":\"::1\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_GoesOnAsItWasSent()
    {
        var answer = await RawAsync(
            $"PATCH /a%2Fb/../c?q=%20x&y=z HTTP/1.0\r\nHost: {lab.Name}.localhost:1234\r\nX-Forwarded-For: 6.6.6.6\r\nX-Forwarded-Host: evil\r\nX-Forwarded-Proto: https\r\n"
            + "Forwarded: for=evil\r\nX-Real-IP: 6.6.6.6\r\nX-Custom: ä\r\nConnection: x-hop\r\nX-Hop: 1\r\nTE: trailers\r\nProxy-Authorization: x\r\nContent-Type: text/x\r\nContent-Length: 3\r\n\r\nabc");
        var seen = JsonDocument.Parse(answer[answer.IndexOf('{', StringComparison.Ordinal)..(answer.LastIndexOf('}') + 1)]).RootElement;
        var headers = seen.GetProperty("headers").EnumerateObject().ToDictionary(h => h.Name, h => h.Value.GetString()!, StringComparer.Ordinal);

        Assert.Equal("PATCH", seen.GetProperty("method").GetString());
        Assert.Equal("/a%2Fb/../c?q=%20x&y=z", seen.GetProperty("url").GetString());
        Assert.Equal($"{lab.Name}.localhost:1234", headers["host"]);
        Assert.Equal("127.0.0.1", headers["x-forwarded-for"]);
        Assert.Equal($"{lab.Name}.localhost:1234", headers["x-forwarded-host"]);
        Assert.Equal("http", headers["x-forwarded-proto"]);
        Assert.Equal("text/x", headers["content-type"]);
        Assert.Equal("3", headers["content-length"]);
        Assert.Contains("x-custom", headers.Keys, StringComparer.Ordinal);
        foreach (var dropped in new[] { "forwarded", "x-real-ip", "x-hop", "te", "proxy-authorization" })
        {
            Assert.DoesNotContain(dropped, headers.Keys, StringComparer.Ordinal);
        }
    }

    [Fact]
    public async Task Response_LosesOnlyItsHopByHopHeaders()
    {
        var answer = await RawAsync($"GET /hop HTTP/1.1\r\nHost: {lab.Name}.localhost\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 207 Odd Reason\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("x-public: 2\r\n", answer, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("set-cookie: a=1\r\n", answer, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("set-cookie: b=2\r\n", answer, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("x-private", answer, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("keep-alive", answer, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("server:", answer, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Response_WithTrailers_ArrivesWholeWithoutThem()
    {
        var answer = await RawAsync($"GET /trailers HTTP/1.1\r\nHost: {lab.Name}.localhost\r\nTE: trailers\r\nConnection: close\r\n\r\n");

        // Kestrel sends no trailers over HTTP/1.1; RFC 9110 section 6.5.1 lets an intermediary drop them.
        Assert.Contains("\r\n4\r\nbody\r\n0\r\n\r\n", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("x-sum", answer, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Head_HasTheLengthAndNoBody()
    {
        var answer = await RawAsync($"HEAD /hop HTTP/1.1\r\nHost: {lab.Name}.localhost\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 207", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Upload_OfALargeBody_ArrivesWhole(bool chunked)
    {
        var body = RandomNumberGenerator.GetBytes(64 * 1024 * 1024);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/upload") { Content = new ByteArrayContent(body) };
        request.Headers.TransferEncodingChunked = chunked;
        request.Headers.ExpectContinue = !chunked;

        using var response = await Agent.SendAsync(lab.Name, request);
        var seen = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;

        Assert.Equal(body.Length, seen.GetProperty("size").GetInt32());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(body)), seen.GetProperty("sha").GetString());
    }

    [Fact]
    public async Task EventStream_ArrivesAsItIsWritten_AndEndsUpstreamWithTheClient()
    {
        var watch = Stopwatch.StartNew();
        using (var response = await Agent.GetAsync(lab.Name, "/sse"))
        {
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
            for (var n = 0; n < 5; n++)
            {
                Assert.Equal($"data: {n}", await reader.ReadLineAsync());
                Assert.Equal("", await reader.ReadLineAsync());
            }
        }

        Assert.InRange(watch.ElapsedMilliseconds, 300, 2000);
        await Eventually.TrueAsync(async () => (await LogAsync()).Contains("sse closed", StringComparison.Ordinal), "the service sees the client go");
    }

    [Fact]
    public async Task Headers_WithoutABodyYet_ArriveAtOnce()
    {
        using var response = await Agent.GetAsync(lab.Name, "/headers-only").WaitAsync(TimeSpan.FromSeconds(5));

        Assert.Equal("1", response.Headers.GetValues("x-early").Single());
    }

    [Fact]
    public async Task Response_CutShortByTheService_IsCutShortForTheClient()
    {
        using var response = await Agent.GetAsync(lab.Name, "/truncate");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await Assert.ThrowsAnyAsync<Exception>(() => response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Request_ThatTheServiceHangsUpOn_IsBadGateway()
    {
        using var response = await Agent.GetAsync(lab.Name, "/reset");

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal("The service did not answer this request.\n", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task WebSocket_CarriesMessagesBothWays()
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Host", $"{lab.Name}.localhost");
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{Agent.EdgePort}/chat"), CancellationToken.None);
        var buffer = new byte[100];
        for (var n = 0; n < 50; n++)
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes($"message {n}"), WebSocketMessageType.Text, true, CancellationToken.None);
            var received = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
            Assert.Equal($"message {n}", Encoding.UTF8.GetString(buffer, 0, received.Count));
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", CancellationToken.None);

        Assert.Equal(WebSocketState.Closed, socket.State);
    }

    [Fact]
    public async Task Upgrade_ToAnotherProtocol_IsPassedThrough()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Agent.EdgePort);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: {lab.Name}.localhost\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n"));
        var head = await ReadUntilAsync(stream, "\r\n\r\n");
        await stream.WriteAsync("ping"u8.ToArray());

        Assert.StartsWith("HTTP/1.1 101", head, StringComparison.Ordinal);
        Assert.Contains("Upgrade: echo", head, StringComparison.OrdinalIgnoreCase);
        Assert.EndsWith("ping", await ReadUntilAsync(stream, "ping"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Service_SeesOnlyItsOwnEnvironment()
    {
        using var seen = JsonDocument.Parse(await Agent.TextAsync(lab.Name, "/env"));
        var env = seen.RootElement.GetProperty("env").EnumerateObject().ToDictionary(v => v.Name, v => v.Value.GetString()!, StringComparer.Ordinal);

        Assert.Equal("it's a 'test'\nof two lines $HOME `id`", env["GREETING"]);
        Assert.Equal("staging", env["NODE_ENV"]);
        Assert.True(int.Parse(env["MEMORY_AVAILABLE"], System.Globalization.CultureInfo.InvariantCulture) > 0);
        Assert.NotEqual("1", env["PORT"], StringComparer.Ordinal);
        Assert.StartsWith(Agent.Artifacts, env["HOME"], StringComparison.Ordinal);
        Assert.Equal(seen.RootElement.GetProperty("cwd").GetString(), env["HOME"]);
        var allowed = new[] { "GREETING", "NODE_ENV", "PORT", "HOME", "PATH", "LANG", "TMPDIR", "DEPLOYMCP_REVISION", "MEMORY_AVAILABLE", "PWD", "OLDPWD", "SHLVL", "_" };
        Assert.Empty(env.Keys.Except(allowed, StringComparer.Ordinal));
        if (Environment.IsPrivilegedProcess)
            Assert.True(seen.RootElement.GetProperty("uid").GetInt32() > 200_000);
    }

    [Fact]
    public async Task State_OnDisk_HoldsNoEnvironment()
    {
        await Agent.TextAsync(lab.Name);

        Assert.DoesNotContain("two lines", await File.ReadAllTextAsync(Path.Combine(Agent.Data, "state.json")), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Agent.Data));
    }

    private Task<string> LogAsync() => Agent.Api.GetStringAsync($"v1/services/{lab.Name[1..]}/logs?lines=500");

    private async Task<string> RawAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Agent.EdgePort);
        return await RawAsync(client, request);
    }

    private static async Task<string> RawAsync(TcpClient client, string request)
    {
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(10));
    }

    private static async Task<string> ReadUntilAsync(NetworkStream stream, string end)
    {
        var text = new StringBuilder();
        var one = new byte[1];
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!text.ToString().EndsWith(end, StringComparison.Ordinal) && await stream.ReadAsync(one, limit.Token) > 0)
        {
            text.Append((char)one[0]);
        }

        return text.ToString();
    }
}
