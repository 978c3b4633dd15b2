using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using DeployMcp.Domain.Failures;
using DeployMcp.Tests.Fixtures;

namespace DeployMcp.Tests.Agent;

/// <summary>What visitors notice of an agent that is killed, and of a revision that is replaced while they are connected.</summary>
public sealed class HandoverTests : IAsyncLifetime, IDisposable
{
    private readonly AgentProcess _agent = new(("Agent__DrainGrace", "00:00:20"));

    public Task InitializeAsync() => _agent.InitializeAsync();

    public Task DisposeAsync() => _agent.DisposeAsync();

    public void Dispose() => _agent.Dispose();

    [Fact]
    public async Task Kill_OfTheAgent_LetsWhoeverComesMeanwhileWait()
    {
        var name = await _agent.ServeAsync(_agent.NodeSpec(Scripts.Lab));
        var pid = await _agent.TextAsync(name, "/pid");
        for (var round = 0; round < 2; round++)
        {
            _agent.Signal("KILL");
            await _agent.ExitAsync();

            var meanwhile = Enumerable.Range(0, 20).Select(_ => AskOnANewConnectionAsync(name)).ToList();
            await Task.WhenAny(Task.WhenAll(meanwhile), Task.Delay(300));
            Assert.All(meanwhile, asked => Assert.False(asked.IsCompleted));
            await _agent.InitializeAsync();

            Assert.All(await Task.WhenAll(meanwhile), answer => Assert.Equal(pid, answer));
        }
    }

    [Fact]
    public async Task Sigterm_OfTheAgent_LeavesNobodyListening()
    {
        _agent.Signal("TERM");
        Assert.Equal(0, await _agent.ExitAsync());

        using var client = new TcpClient();
        await Assert.ThrowsAsync<SocketException>(() => client.ConnectAsync(IPAddress.Loopback, _agent.EdgePort));
    }

    [Fact]
    public async Task Activate_KeepsAWebSocketAndAStreamUntilTheyEnd()
    {
        var old = _agent.NodeSpec(Scripts.Lab);
        var name = await _agent.ServeAsync(old);
        var pid = await _agent.TextAsync(name, "/pid");
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Host", $"{name}.localhost");
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{_agent.EdgePort}/"), CancellationToken.None);
        using var events = await _agent.GetAsync(name, "/sse");
        using var lines = new StreamReader(await events.Content.ReadAsStreamAsync());
        var next = _agent.NodeSpec(Scripts.Says("next"), old.ServiceId);
        await _agent.RunAsync(next);
        using var response = await _agent.ActivateAsync(next, name);

        for (var n = 0; n < 30; n++)
        {
            Assert.Equal("next", await _agent.TextAsync(name));
            Assert.Equal($"still {n}", await EchoAsync(socket, $"still {n}"));
            Assert.NotNull(await lines.ReadLineAsync());
        }

        Assert.True(Directory.Exists($"/proc/{pid}"));
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        events.Dispose();
        var watch = Stopwatch.StartNew();
        await Eventually.TrueAsync(() => !Directory.Exists($"/proc/{pid}"), "the old revision ends with its last connection");
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 10);
    }

    [Fact]
    public async Task Activate_AtTheDrainsEnd_LetsTheServiceSayGoodbye()
    {
        const string Script = """
            const server = require('http').createServer((q, r) => { r.writeHead(200); r.write('hello '); open = r; });
            let open; process.on('SIGTERM', () => open.end('goodbye', () => process.exit(0)));
            server.listen(process.env.PORT);
            """;
        var impatient = new AgentProcess(("Agent__DrainGrace", "00:00:01"));
        try
        {
            await impatient.InitializeAsync();
            var old = impatient.NodeSpec(Script.Replace("open = r;", "if (q.url === '/open') open = r; else r.end();", StringComparison.Ordinal));
            var name = await impatient.ServeAsync(old);
            var open = impatient.TextAsync(name, "/open");
            var next = impatient.NodeSpec(Scripts.Says("next"), old.ServiceId);
            await impatient.RunAsync(next);

            using var response = await impatient.ActivateAsync(next, name);

            Assert.Equal("hello goodbye", await open);
        }
        finally
        {
            await impatient.DisposeAsync();
            impatient.Dispose();
        }
    }

    [Fact]
    public async Task Start_OnAMachineWithoutAFreePort_IsUnschedulable()
    {
        var port = FreePorts.Next();
        var small = new AgentProcess(("Agent__FirstServicePort", $"{port}"), ("Agent__LastServicePort", $"{port}"));
        try
        {
            await small.InitializeAsync();
            await small.ServeAsync(small.NodeSpec(Scripts.Says("alone")));

            var state = await small.RunAsync(small.NodeSpec(Scripts.Says("no room")));

            Assert.Equal(FailureCode.Unschedulable, state.Failure?.Code);
            Assert.Contains($"No port between {port} and {port}", state.Failure!.Evidence, StringComparison.Ordinal);
            Assert.Contains("delete_service", state.Failure.Next, StringComparison.Ordinal);
        }
        finally
        {
            await small.DisposeAsync();
            small.Dispose();
        }
    }

    private static async Task<string> EchoAsync(ClientWebSocket socket, string text)
    {
        await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        var buffer = new byte[100];
        var received = await socket.ReceiveAsync(buffer, CancellationToken.None);
        return Encoding.UTF8.GetString(buffer, 0, received.Count);
    }

    private async Task<string> AskOnANewConnectionAsync(string name)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{_agent.EdgePort}/pid");
        request.Headers.Host = $"{name}.localhost";
        using var response = await client.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }
}
