using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.WebSockets;
using DeployMcp.Planning.Runtime;

namespace DeployMcp.Tests.Agent;

public sealed class SwitchTests(AgentProcess agent) : IClassFixture<AgentProcess>
{
    [Fact]
    public async Task Activate_UnderLoad_LosesNoRequest()
    {
        const string Script = """
            let n = 0;
            require('http').createServer((q, r) => { setTimeout(() => r.end('VERSION'), (n++ % 5) * 8); }).listen(process.env.PORT);
            """;
        var first = agent.NodeSpec(Script.Replace("VERSION", "v0", StringComparison.Ordinal));
        var name = await agent.ServeAsync(first);
        var answers = new ConcurrentBag<string>();
        using var stop = new CancellationTokenSource();
        var load = Enumerable.Range(0, 8).Select(n => Task.Run(() => LoadAsync(name, n, answers, stop.Token))).ToList();

        for (var version = 1; version <= 4; version++)
        {
            var next = agent.NodeSpec(Script.Replace("VERSION", $"v{version}", StringComparison.Ordinal), first.ServiceId);
            Assert.Equal(RevisionPhase.Ready, (await agent.RunAsync(next)).Phase);
            using var response = await agent.ActivateAsync(next, name);
            Assert.Equal($"v{version}", await agent.TextAsync(name));
            var before = answers.Count;
            await Eventually.TrueAsync(() => answers.Count > before + 100, "requests go on");
        }

        await stop.CancelAsync();
        await Task.WhenAll(load);
        Assert.Equal(["v0", "v1", "v2", "v3", "v4"], answers.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Activate_LetsTheOldRevisionFinish_ThenStopsIt()
    {
        var old = agent.NodeSpec(Scripts.Lab);
        var name = await agent.ServeAsync(old);
        var pid = await agent.TextAsync(name, "/pid");
        var slow = agent.TextAsync(name, "/slow");
        var next = agent.NodeSpec(Scripts.Says("next"), old.ServiceId);
        await agent.RunAsync(next);

        var watch = Stopwatch.StartNew();
        using var response = await agent.ActivateAsync(next, name);

        Assert.InRange(watch.ElapsedMilliseconds, 0, 500);
        Assert.Equal("next", await agent.TextAsync(name));
        Assert.True(Directory.Exists($"/proc/{pid}"));
        Assert.Equal("slow done", await slow);
        await Eventually.TrueAsync(() => !Directory.Exists($"/proc/{pid}"), "the old process ends");
        await Eventually.TrueAsync(async () => (await agent.Api.GetAsync(AgentProcess.PathOf(old))).StatusCode == HttpStatusCode.NotFound, "the old revision is forgotten");
    }

    [Fact]
    public async Task Activate_ClosesWebSocketsAndStreamsAtTheEndOfTheGrace()
    {
        var old = agent.NodeSpec(Scripts.Lab);
        var name = await agent.ServeAsync(old);
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Host", $"{name}.localhost");
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{agent.EdgePort}/"), CancellationToken.None);
        using var events = await agent.GetAsync(name, "/sse");
        var next = agent.NodeSpec(Scripts.Says("next"), old.ServiceId);
        await agent.RunAsync(next);

        using var response = await agent.ActivateAsync(next, name);
        var watch = Stopwatch.StartNew();
        await Assert.ThrowsAnyAsync<Exception>(() => events.Content.ReadAsStringAsync());
        await Assert.ThrowsAnyAsync<WebSocketException>(() => socket.ReceiveAsync(new byte[10], CancellationToken.None));

        Assert.InRange(watch.Elapsed.TotalSeconds, 2, 8);
    }

    [Fact]
    public async Task Activate_UnderAnotherName_TakesTheOldNameAway()
    {
        var spec = agent.NodeSpec(Scripts.Says("renamed"));
        var name = await agent.ServeAsync(spec);

        using var response = await agent.ActivateAsync(spec, name[..20]);
        using var gone = await agent.GetAsync(name);

        Assert.Equal("renamed", await agent.TextAsync(name[..20]));
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task Put_OfARevisionThatFails_LeavesTheOldOneServing()
    {
        var good = agent.NodeSpec(Scripts.Says("good"));
        var name = await agent.ServeAsync(good);
        var bad = agent.NodeSpec("console.error('broken build'); process.exit(1)", good.ServiceId);

        Assert.Equal(RevisionPhase.Failed, (await agent.RunAsync(bad)).Phase);

        Assert.Equal("good", await agent.TextAsync(name));
        Assert.Contains("broken build", await agent.Api.GetStringAsync($"v1/services/{good.ServiceId}/logs?lines=50"), StringComparison.Ordinal);
    }

    private async Task LoadAsync(string name, int worker, ConcurrentBag<string> answers, CancellationToken stop)
    {
        for (var n = 0; !stop.IsCancellationRequested; n++)
        {
            using var request = (worker + n) % 3 == 0
                ? new HttpRequestMessage(HttpMethod.Post, "/") { Content = new StringContent("body") }
                : new HttpRequestMessage(HttpMethod.Get, "/");
            using var response = await agent.SendAsync(name, request);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            answers.Add(await response.Content.ReadAsStringAsync(CancellationToken.None));
        }
    }
}
