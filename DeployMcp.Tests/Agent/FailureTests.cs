using DeployMcp.Domain.Failures;
using DeployMcp.Planning.Runtime;
using DeployMcp.Tests.Fixtures;

namespace DeployMcp.Tests.Agent;

public sealed class ShortTimeoutAgent : IAsyncLifetime, IDisposable
{
    public AgentProcess Agent { get; } = new(("Agent__StartTimeout", "00:00:05"), ("Agent__TcpReadyAfter", "00:00:01"));

    public Task InitializeAsync() => Agent.InitializeAsync();

    public Task DisposeAsync() => Agent.DisposeAsync();

    public void Dispose() => Agent.Dispose();
}

public sealed class FailureTests(ShortTimeoutAgent fixture) : IClassFixture<ShortTimeoutAgent>
{
    private AgentProcess Agent => fixture.Agent;

    [Fact]
    public async Task Start_OfAnAppThatExits_SaysItsCodeAndLastLines()
    {
        var failure = await FailAsync(Agent.NodeSpec("for (let i = 0; i < 60; i++) console.log('line ' + i); console.error('\\x1b[31mno database\\x1b[0m'); process.exit(7)"));

        Assert.Equal(FailureCode.CrashedOnStart, failure.Code);
        Assert.Contains("exited with code 7", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("\nno database", failure.Evidence, StringComparison.Ordinal);
        Assert.Equal(40, failure.Evidence!.Split('\n').Length);
        Assert.Contains("redeploy_service", failure.Next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OfAnAppKilledByASignal_NamesTheSignal()
        => Assert.Contains("killed by SIGABRT", (await FailAsync(Agent.NodeSpec("process.kill(process.pid, 'SIGABRT'); setInterval(() => {}, 1000)"))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Start_WithAMissingModule_NamesIt()
    {
        var failure = await FailAsync(Agent.NodeSpec("require('express')"));

        Assert.Equal(FailureCode.CrashedOnStart, failure.Code);
        Assert.Contains("module 'express' is missing", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no-such-program", "no-such-program")]
    [InlineData("sh", "next")]
    public async Task Start_WithAMissingProgram_NamesIt(string program, string named)
    {
        var command = program == "sh" ? new[] { "sh", "-c", "next start" } : [program, "--x"];
        var failure = await FailAsync(Agent.Spec(Agent.Release(("a.txt", "a")), command));

        Assert.Equal(FailureCode.CrashedOnStart, failure.Code);
        Assert.Contains($"the program '{named}' was not found", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OfAnAppThatNeverListens_IsPortNotListening()
    {
        var failure = await FailAsync(Agent.NodeSpec("console.log('working'); setInterval(() => {}, 1000)"));

        Assert.Equal(FailureCode.PortNotListening, failure.Code);
        Assert.Equal("It listens on no port.\nworking", failure.Evidence);
        Assert.Contains("process.env.PORT", failure.Next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OfAnAppThatIsStillBusy_IsHealthTimeoutWithItsLastLines()
    {
        var failure = await FailAsync(Agent.NodeSpec("let n = 0; setInterval(() => console.log('migrated ' + ++n), 100)"));

        Assert.Equal(FailureCode.HealthTimeout, failure.Code);
        Assert.Contains("still starting", failure.Message, StringComparison.Ordinal);
        Assert.Contains("migrated ", failure.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithoutAVariableThatItNeeds_NamesItAndTheCallThatSetsIt()
    {
        var failure = await FailAsync(Agent.NodeSpec("throw new Error('Missing required environment variable API_KEY')"));

        Assert.Equal(FailureCode.CrashedOnStart, failure.Code);
        Assert.Contains("the environment variable API_KEY", failure.Message, StringComparison.Ordinal);
        Assert.Contains("update_service with env_vars=[{\"key\": \"API_KEY\"", failure.Next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OfAnAppOnAnotherPort_NamesThatPort()
    {
        var port = FreePorts.Next();
        var failure = await FailAsync(Agent.NodeSpec($"require('http').createServer((q, r) => r.end()).listen({port}, '0.0.0.0')"));

        Assert.Equal(FailureCode.PortNotListening, failure.Code);
        Assert.Contains($"It listens on 0.0.0.0:{port}.", failure.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OfAnAppOnItsDeclaredPort_IsReadyThere()
    {
        var port = FreePorts.Next();
        var spec = Agent.NodeSpec($"require('http').createServer((q, r) => r.end('declared')).listen({port})") with { DeclaredPort = port };

        var name = await Agent.ServeAsync(spec);

        Assert.Equal("declared", await Agent.TextAsync(name));
        Assert.Equal(port, (await Agent.GetAsync(spec)).Port);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task Start_OfAnAppOnLoopback_IsBoundToLoopback(string host)
    {
        var failure = await FailAsync(Agent.NodeSpec($"require('http').createServer((q, r) => r.end()).listen(process.env.PORT, '{host}')"));

        Assert.Equal(FailureCode.BoundToLoopback, failure.Code);
        Assert.Contains(host, failure.Evidence, StringComparison.Ordinal);
        Assert.Contains("0.0.0.0", failure.Next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OfAnAppThatNeverAnswers_IsHealthTimeout()
    {
        var failure = await FailAsync(Agent.NodeSpec("require('net').createServer(s => s.on('error', () => {})).listen(process.env.PORT)"));

        Assert.Equal(FailureCode.HealthTimeout, failure.Code);
        Assert.Contains("no answer to GET /", failure.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OfAServerThatSpeaksNoHttp_IsReadyAfterAWhile()
    {
        var state = await Agent.RunAsync(Agent.NodeSpec("require('net').createServer(s => s.on('error', () => {}).end('220 hello\\r\\n')).listen(process.env.PORT)"));

        Assert.Equal(RevisionPhase.Ready, state.Phase);
    }

    [Fact]
    public async Task Start_OfAnAppThatAnswersWithAnError_IsReady()
        => Assert.Equal(RevisionPhase.Ready, (await Agent.RunAsync(Agent.NodeSpec("require('http').createServer((q, r) => { r.statusCode = 500; r.end(); }).listen(process.env.PORT)"))).Phase);

    [Fact]
    public async Task Start_OfAnAppThatTakesTooMuchMemory_IsOutOfMemory()
    {
        var spec = Agent.NodeSpec("const all = []; setInterval(() => all.push(Buffer.alloc(16 << 20, 1)), 50)") with { MemoryMiB = 150 };
        var failure = await FailAsync(spec);

        Assert.Equal(FailureCode.OutOfMemory, failure.Code);
        Assert.Contains("Limit: 150 MiB", failure.Evidence, StringComparison.Ordinal);
        Assert.Matches("Last measured: [0-9]+ MiB", failure.Evidence);
    }

    [Fact]
    public async Task Start_WithoutARelease_IsThePlatformsFault()
        => Assert.Equal(FailureCode.PlatformFault, (await FailAsync(Agent.Spec("no-such-release", ["node", "x.js"]))).Code);

    [Fact]
    public async Task Start_OfAStaticSiteWithoutFiles_IsBuildFailed()
    {
        var failure = await FailAsync(Agent.StaticSpec(false, ("src/a.txt", "a")) with { Static = new StaticSite("dist", false) });

        Assert.Equal(FailureCode.BuildFailed, failure.Code);
        Assert.Contains("src/", failure.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OfAnApp_IsSeenAsReadyAtOnce()
    {
        var spec = Agent.NodeSpec("require('http').createServer((q, r) => r.end()).listen(process.env.PORT, () => require('fs').writeFileSync(process.env.TMPDIR + '/at', String(Date.now())))");
        var state = await Agent.RunAsync(spec);
        var seen = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var file = Directory.EnumerateFiles(Path.GetDirectoryName(Agent.Data)!, "at", SearchOption.AllDirectories).First(f => f.Contains(spec.DeploymentId.ToString(), StringComparison.Ordinal));

        Assert.Equal(RevisionPhase.Ready, state.Phase);
        Assert.InRange(seen - long.Parse(await File.ReadAllTextAsync(file)), -50, 1000);
    }

    private async Task<Failure> FailAsync(RevisionSpec spec)
    {
        var state = await Agent.RunAsync(spec);
        Assert.True(state.Phase == RevisionPhase.Failed, $"{state}");
        return state.Failure!;
    }
}
