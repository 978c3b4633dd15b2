using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using DeployMcp.Domain.Failures;
using DeployMcp.Planning.Runtime;

namespace DeployMcp.Tests.Agent;

public sealed class SupervisionTests(AgentProcess agent) : IClassFixture<AgentProcess>
{
    [Fact]
    public async Task Crash_AfterReady_IsShownAndMendsItself()
    {
        var spec = agent.NodeSpec(Scripts.Lab);
        var name = await agent.ServeAsync(spec);
        var pid = await agent.TextAsync(name, "/pid");

        using (await agent.GetAsync(name, "/crash"))
        {
            await Eventually.TrueAsync(async () => (await agent.GetAsync(spec, 0)).Phase == RevisionPhase.Crashed, "the crash is seen");
        }

        var crashed = await agent.GetAsync(spec, 0);
        using var meanwhile = await agent.GetAsync(name);
        Assert.Equal(FailureCode.CrashedOnStart, crashed.Failure!.Code);
        Assert.Contains("exited with code 3", crashed.Failure.Message, StringComparison.Ordinal);
        Assert.Contains("crashing now", crashed.Failure.Evidence, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, meanwhile.StatusCode);
        Assert.NotNull(meanwhile.Headers.RetryAfter);

        await Eventually.TrueAsync(async () => (await agent.GetAsync(spec, 0)).Phase == RevisionPhase.Ready, "it is ready again");
        var again = await agent.GetAsync(spec, 0);
        Assert.Equal((1, true), (again.Restarts, again.Serving));
        Assert.Null(again.Failure);
        Assert.NotEqual(pid, await agent.TextAsync(name, "/pid"), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Memory_OverTheLimitWhileServing_KillsTheWholeTree()
    {
        const string Script = """
            const child = require('child_process').spawn(process.execPath, ['-e', 'const a = []; process.on("SIGUSR2", () => setInterval(() => a.push(Buffer.alloc(16 << 20, 1)), 20)); setInterval(() => {}, 1000); console.log("up")']);
            const server = require('http').createServer((q, r) => { if (q.url === '/grow') child.kill('SIGUSR2'); r.end(String(child.pid)); });
            child.stdout.once('data', () => server.listen(process.env.PORT));
            """;
        var spec = agent.NodeSpec(Script) with { MemoryMiB = 220 };
        var name = await agent.ServeAsync(spec);
        var child = await agent.TextAsync(name, "/grow");

        await Eventually.TrueAsync(async () => (await agent.GetAsync(spec, 0)).Failure?.Code == FailureCode.OutOfMemory, "it is killed for memory");

        await Eventually.TrueAsync(() => !IsAlive(child), "its child is killed too");
    }

    [Fact]
    public async Task Stop_ReachesChildrenAndThoseThatIgnoreSigterm()
    {
        const string Script = """
            process.on('SIGTERM', () => {});
            const { spawn } = require('child_process');
            const a = spawn('sleep', ['300']), b = spawn('setsid', ['sleep', '300'], { detached: true });
            require('http').createServer((q, r) => r.end(a.pid + ' ' + b.pid)).listen(process.env.PORT);
            """;
        var spec = agent.NodeSpec(Script);
        var pids = (await agent.TextAsync(await agent.ServeAsync(spec))).Split(' ');

        using var response = await agent.Api.DeleteAsync(AgentProcess.PathOf(spec));

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.All(pids, pid => Assert.False(IsAlive(pid)));
    }

    [Fact]
    public async Task Log_OfAServiceThatNeverStopsWriting_StaysBounded()
    {
        var limited = new AgentProcess(("Agent__LogBytes", "200000"));
        try
        {
            await limited.InitializeAsync();
            const string Script = """
                const line = 'x'.repeat(200);
                setInterval(() => { for (let i = 0; i < 500; i++) console.log(line); }, 20);
                require('http').createServer((q, r) => r.end('ok')).listen(process.env.PORT);
                """;
            var spec = limited.NodeSpec(Script);
            await limited.ServeAsync(spec);
            var directory = new DirectoryInfo(Path.Combine(limited.Data, "logs", spec.ServiceId.ToString()));
            await Eventually.TrueAsync(() => directory.GetFiles("*.log.1").Length == 1, "the log is rotated");
            var until = Stopwatch.StartNew();
            await Eventually.TrueAsync(
                () =>
                {
                    Assert.InRange(directory.GetFiles().Sum(f => f.Exists ? f.Length : 0), 0, 12_000_000);
                    return until.Elapsed > TimeSpan.FromSeconds(2);
                },
                "two seconds have passed");

            var lines = await limited.Api.GetFromJsonAsync<RuntimeLogLine[]>($"v1/services/{spec.ServiceId}/logs?lines=9999");

            Assert.Equal(500, lines!.Length);
            Assert.All(lines, line => Assert.InRange(line.At, DateTimeOffset.UtcNow.AddSeconds(-15), DateTimeOffset.UtcNow));
        }
        finally
        {
            await limited.DisposeAsync();
            limited.Dispose();
        }
    }

    [Fact]
    public async Task Log_HasCleanLinesInOrder_AcrossRestarts()
    {
        var spec = agent.NodeSpec("console.log('\\x1b[1mstarted\\x1b[0m\\x07 ' + process.pid);\n" + Scripts.Lab);
        var name = await agent.ServeAsync(spec);
        using (await agent.GetAsync(name, "/crash"))
        {
            await Eventually.TrueAsync(async () => (await agent.GetAsync(spec, 0)) is { Restarts: 1, Phase: RevisionPhase.Ready }, "it was restarted");
        }

        var lines = await agent.Api.GetFromJsonAsync<RuntimeLogLine[]>($"v1/services/{spec.ServiceId}/logs?lines=10");

        Assert.Equal(3, lines!.Length);
        Assert.Matches("^started [0-9]+$", lines[0].Text);
        Assert.Equal("crashing now", lines[1].Text);
        Assert.Matches("^started [0-9]+$", lines[2].Text);
        Assert.True(lines[0].At <= lines[1].At && lines[1].At < lines[2].At);
    }

    [Fact]
    public async Task Sigterm_StopsEverythingAndLeavesNoProcess()
    {
        var own = new AgentProcess();
        try
        {
            await own.InitializeAsync();
            var polite = await own.ServeAsync(own.NodeSpec(Scripts.Lab));
            var stubborn = await own.ServeAsync(own.NodeSpec("process.on('SIGTERM', () => {}); require('http').createServer((q, r) => r.end(String(process.pid))).listen(process.env.PORT)"));
            var pids = new[] { await own.TextAsync(polite, "/pid"), await own.TextAsync(stubborn) };
            using var events = await own.GetAsync(polite, "/sse");

            var watch = Stopwatch.StartNew();
            own.Signal("TERM");

            Assert.Equal(0, await own.ExitAsync());
            Assert.InRange(watch.Elapsed.TotalSeconds, 2, 10);
            Assert.All(pids, pid => Assert.False(IsAlive(pid)));
        }
        finally
        {
            own.Dispose();
        }
    }

    [Fact]
    public async Task Restart_AfterSigterm_AnswersUnavailableUntilAppliedAgain()
    {
        var own = new AgentProcess();
        try
        {
            await own.InitializeAsync();
            var spec = own.NodeSpec(Scripts.Says("back")) with { Environment = AgentProcess.Variables(("SECRET", "x")) };
            var name = await own.ServeAsync(spec);
            var site = own.StaticSpec(false, ("index.html", "site"));
            var siteName = await own.ServeAsync(site);
            await own.DisposeAsync();

            await own.InitializeAsync();
            using var before = await own.GetAsync(name);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, before.StatusCode);
            Assert.Equal("site", await own.TextAsync(siteName));

            Assert.Equal(RevisionPhase.Starting, (await own.PutAsync(spec)).Phase);
            Assert.Equal(RevisionPhase.Ready, (await own.GetAsync(spec)).Phase);
            Assert.Equal("back", await own.TextAsync(name));
            using var activate = await own.ActivateAsync(spec, name);
            Assert.Equal(HttpStatusCode.OK, activate.StatusCode);
        }
        finally
        {
            await own.DisposeAsync();
            own.Dispose();
        }
    }

    [Fact]
    public async Task Restart_AfterSigkill_AdoptsWhatRuns()
    {
        var own = new AgentProcess();
        try
        {
            await own.InitializeAsync();
            var spec = own.NodeSpec(Scripts.Lab) with { Environment = AgentProcess.Variables(("SECRET", "needed")) };
            var name = await own.ServeAsync(spec);
            var pid = await own.TextAsync(name, "/pid");
            var forgotten = own.NodeSpec(Scripts.Lab);
            var orphan = await own.TextAsync(await own.ServeAsync(forgotten), "/pid");
            own.Signal("KILL");
            await own.ExitAsync();
            Assert.True(IsAlive(pid) && IsAlive(orphan));
            Forget(own, forgotten);

            await own.InitializeAsync();

            var adopted = await own.GetAsync(spec, 0);
            Assert.Equal((RevisionPhase.Ready, true), (adopted.Phase, adopted.Serving));
            Assert.Equal(pid, await own.TextAsync(name, "/pid"));
            await Eventually.TrueAsync(() => !IsAlive(orphan), "the process that no record knows is killed");

            using (await own.GetAsync(name, "/crash"))
            {
                await Eventually.TrueAsync(async () => (await own.GetAsync(spec, 0)).Phase == RevisionPhase.Crashed, "its end is seen");
            }

            await own.PutAsync(spec);
            await Eventually.TrueAsync(async () => (await own.GetAsync(spec, 0)).Phase == RevisionPhase.Ready, "the applied spec brings it back");
            Assert.Contains("needed", await own.TextAsync(name, "/env"), StringComparison.Ordinal);
        }
        finally
        {
            await own.DisposeAsync();
            own.Dispose();
        }
    }

    /// <summary>An agent of its own: what garbage the other tests have left in theirs is another matter.</summary>
    /// <summary>As if the agent had been killed between launch and record.</summary>
    private static void Forget(AgentProcess own, RevisionSpec spec)
    {
        var path = Path.Combine(own.Data, "state.json");
        var state = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(path))!;
        var revisions = state["revisions"]!.AsArray();
        var known = revisions.Single(r => r!["spec"]!["deploymentId"]!["value"]!.GetValue<string>() == spec.DeploymentId.Value.ToString());
        revisions.Remove(known);
        File.WriteAllText(path, state.ToJsonString());
    }

    private static bool IsAlive(string pid)
        => File.Exists($"/proc/{pid}/stat") && File.ReadAllText($"/proc/{pid}/stat").Split(") ")[1][0] is not ('Z' or 'X');
}
