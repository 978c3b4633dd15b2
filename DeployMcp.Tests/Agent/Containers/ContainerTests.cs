using System.Net;
using System.Net.Http.Json;
using DeployMcp.Domain.Failures;
using DeployMcp.Domain.Identity;
using DeployMcp.Planning.Runtime;
using DeployMcp.Tests.Fixtures;

namespace DeployMcp.Tests.Agent.Containers;

public sealed class ContainerAgent : IAsyncLifetime, IDisposable
{
    public AgentProcess Agent { get; } = New();

    public static AgentProcess New() => new(("Containers__Host", TestDocker.Host), ("Agent__StartTimeout", "00:00:05"), ("Agent__StopGrace", "00:00:01"), ("Agent__DrainGrace", "00:00:01"));

    public async Task InitializeAsync()
    {
        await TestDocker.IsAvailableAsync();
        await Agent.InitializeAsync();
    }

    public Task DisposeAsync() => Agent.DisposeAsync();

    public void Dispose() => Agent.Dispose();

    /// <summary>A container of the base image that runs a line of shell; null where there is no engine, which the agent says then.</summary>
    public static async Task<RevisionSpec?> SpecAsync(AgentProcess agent, string script, int? exposed = null, ServiceId? service = null)
    {
        var spec = agent.Spec("an-image-release", [], service) with { Process = null };
        if (await TestDocker.IsAvailableAsync())
        {
            var id = (await TestDocker.RunAsync("image", "inspect", "--format", "{{.Id}}", TestDocker.BaseImage)).Trim();
            return spec with { Image = new RevisionImage(id, ["sh", "-c", script], exposed) };
        }

        var state = await agent.RunAsync(spec with { Image = new RevisionImage("sha256:" + new string('a', 64), null, null) });
        Assert.Equal(FailureCode.PlatformFault, state.Failure?.Code);
        Assert.Contains("No container engine answers", state.Failure!.Evidence, StringComparison.Ordinal);
        return null;
    }

    public static Task<IReadOnlyList<string>> ContainersAsync(ServiceId service)
        => TestDocker.ListAsync("ps", "--all", "--no-trunc", "--quiet", "--filter", $"label=deploymcp.service={service}");
}

public sealed class ContainerTests(ContainerAgent fixture) : IClassFixture<ContainerAgent>
{
    private const string Serve = "mkdir -p /www; echo \"$GREETING on $PORT\" > /www/index.html; echo serving; echo to-stderr >&2; exec httpd -f -p $PORT -h /www";

    private AgentProcess Agent => fixture.Agent;

    [Fact]
    public async Task Start_OfAnImage_AnswersThroughTheEdgeWithItsVariablesAndLog()
    {
        if (await ContainerAgent.SpecAsync(Agent, Serve) is not { } spec)
        {
            return;
        }

        var name = await Agent.ServeAsync(spec with { Environment = AgentProcess.Variables(("GREETING", "hello 'there' \"you\"\nsecond line")) });

        Assert.Equal("hello 'there' \"you\"\nsecond line on 3000\n", await Agent.TextAsync(name));
        Assert.Equal(3000, (await Agent.GetAsync(spec, 0)).Port);
        RuntimeLogLine[] lines = [];
        await Eventually.TrueAsync(async () => (lines = (await Agent.Api.GetFromJsonAsync<RuntimeLogLine[]>($"v1/services/{spec.ServiceId}/logs?lines=10"))!).Length == 2, "both lines are in the log");
        Assert.Equal(["serving", "to-stderr"], lines.Select(l => l.Text).Order());
    }

    [Fact]
    public async Task Start_WithoutAnEngine_IsThePlatformsFaultAndSaysSo()
    {
        var alone = new AgentProcess(("Containers__Host", "unix:///nonexistent/docker.sock"));
        try
        {
            await alone.InitializeAsync();
            var state = await alone.RunAsync(alone.Spec("an-image-release", []) with { Process = null, Image = new RevisionImage("sha256:" + new string('a', 64), null, null) });

            Assert.Equal(FailureCode.PlatformFault, state.Failure?.Code);
            Assert.Contains("No container engine answers at unix:///nonexistent/docker.sock", state.Failure!.Evidence, StringComparison.Ordinal);
        }
        finally
        {
            await alone.DisposeAsync();
            alone.Dispose();
        }
    }

    [Theory]
    [InlineData("nginx", 80)]
    [InlineData("sha256:short", 80)]
    [InlineData("sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 0)]
    public async Task Put_OfAnUnsafeImage_IsRefused(string id, int port)
    {
        var spec = Agent.Spec("an-image-release", []) with { Process = null, Image = new RevisionImage(id, null, port) };

        using var response = await Agent.Api.PutAsJsonAsync(AgentProcess.PathOf(spec), spec);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Start_OfAnImage_IsWithoutRightsAndWithinLimits()
    {
        if (await ContainerAgent.SpecAsync(Agent, Serve) is not { } spec)
        {
            return;
        }

        await Agent.ServeAsync(spec with { MemoryMiB = 64, CpuMillis = 250 });

        var container = Assert.Single(await ContainerAgent.ContainersAsync(spec.ServiceId));
        var config = await TestDocker.RunAsync(
            "inspect", "--format", "{{.HostConfig.Memory}} {{.HostConfig.MemorySwap}} {{.HostConfig.NanoCpus}} {{.HostConfig.PidsLimit}} {{.HostConfig.CapDrop}} {{.HostConfig.SecurityOpt}} {{.HostConfig.RestartPolicy.Name}}", container);
        Assert.Equal("67108864 67108864 250000000 1024 [ALL] [no-new-privileges] no", config.Trim());
        Assert.Empty(await TestDocker.RunAsync("port", container));
    }

    [Fact]
    public async Task Start_OfAnAppOnItsExposedPort_IsReadyThere()
    {
        if (await ContainerAgent.SpecAsync(Agent, "mkdir /www; echo exposed > /www/index.html; exec httpd -f -p 80 -h /www", exposed: 80) is not { } spec)
        {
            return;
        }

        var name = await Agent.ServeAsync(spec);

        Assert.Equal("exposed\n", await Agent.TextAsync(name));
        Assert.Equal(80, (await Agent.GetAsync(spec, 0)).Port);
    }

    [Fact]
    public async Task Start_OfAnAppOnAnotherPort_NamesThatPort()
        => await FailsAsync("exec httpd -f -p 5555", FailureCode.PortNotListening, ["5555", "Expected on 3000 (PORT)"]);

    [Fact]
    public async Task Start_OfAnAppOnLoopback_IsBoundToLoopback()
        => await FailsAsync("exec httpd -f -p 127.0.0.1:$PORT", FailureCode.BoundToLoopback, ["127.0.0.1:3000"]);

    [Fact]
    public async Task Start_OfAnAppThatExits_SaysItsCodeAndLastLines()
    {
        var failure = await FailsAsync("echo starting; echo no database >&2; exit 7", FailureCode.CrashedOnStart, ["starting", "no database"]);

        Assert.Contains(failure is null ? "" : "exited with code 7", failure?.Message ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OfAnAppOverItsMemory_IsOutOfMemory()
        => await FailsAsync("echo growing; a=x; while true; do a=$a$a; done", FailureCode.OutOfMemory, ["Limit: 32 MiB", "growing"], spec => spec with { MemoryMiB = 32 });

    [Fact]
    public async Task Start_OfAProgramThatIsNotThere_IsImageRejected()
        => await FailsAsync("", FailureCode.ImageRejected, ["no-such-program"], spec => spec with { Image = spec.Image! with { Command = ["no-such-program"] } });

    [Fact]
    public async Task Start_OfAProgramForAnotherMachine_IsImageRejected()
    {
        if (!await TestDocker.IsAvailableAsync())
        {
            return;
        }

        await TestDocker.ImportAsync("other-machine", "app", "\u007fELF of another machine"u8.ToArray());
        var id = (await TestDocker.RunAsync("image", "inspect", "--format", "{{.Id}}", "other-machine")).Trim();

        await FailsAsync("", FailureCode.ImageRejected, ["exec format error"], spec => spec with { Image = new RevisionImage(id, ["/app"], null) });
    }

    [Fact]
    public async Task Start_OfAnImageThatIsNotThere_IsThePlatformsFault()
        => await FailsAsync("", FailureCode.PlatformFault, ["does not have the image"], spec => spec with { Image = spec.Image! with { Id = "sha256:" + new string('b', 64) } });

    [Fact]
    public async Task Crash_AfterReady_IsStartedAgainInANewContainer()
    {
        if (await ContainerAgent.SpecAsync(Agent, Serve) is not { } spec)
        {
            return;
        }

        var name = await Agent.ServeAsync(spec);
        var first = Assert.Single(await ContainerAgent.ContainersAsync(spec.ServiceId));
        await TestDocker.RunAsync("kill", first);

        await Eventually.TrueAsync(async () => (await Agent.GetAsync(spec, 0)) is { Phase: RevisionPhase.Ready, Restarts: 1 }, "it is ready again");

        Assert.Equal(" on 3000\n", await Agent.TextAsync(name));
        Assert.NotEqual(first, Assert.Single(await ContainerAgent.ContainersAsync(spec.ServiceId)));
    }

    [Fact]
    public async Task Switch_ToANewRevision_LosesNothingAndRemovesTheOldContainer()
    {
        if (await ContainerAgent.SpecAsync(Agent, Serve) is not { } spec)
        {
            return;
        }

        var name = await Agent.ServeAsync(spec);
        var next = (await ContainerAgent.SpecAsync(Agent, Serve, service: spec.ServiceId))! with { Environment = AgentProcess.Variables(("GREETING", "next")) };
        using var stop = new CancellationTokenSource();
        var lost = CountLostAsync(name, stop.Token);
        Assert.Equal(RevisionPhase.Ready, (await Agent.RunAsync(next)).Phase);
        using var activated = await Agent.ActivateAsync(next, name);
        await Eventually.TrueAsync(async () => (await ContainerAgent.ContainersAsync(spec.ServiceId)).Count == 1, "the old container is gone");
        await stop.CancelAsync();

        Assert.Equal(0, await lost);
        Assert.Equal("next on 3000\n", await Agent.TextAsync(name));
    }

    [Fact]
    public async Task Delete_OfAService_LeavesNoContainer()
    {
        if (await ContainerAgent.SpecAsync(Agent, Serve) is not { } spec)
        {
            return;
        }

        await Agent.ServeAsync(spec);
        using var response = await Agent.Api.DeleteAsync($"v1/services/{spec.ServiceId}");

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Empty(await ContainerAgent.ContainersAsync(spec.ServiceId));
    }

    private async Task<int> CountLostAsync(string name, CancellationToken stop)
    {
        var lost = 0;
        while (!stop.IsCancellationRequested)
        {
            using var response = await Agent.GetAsync(name);
            lost += response.StatusCode == HttpStatusCode.OK ? 0 : 1;
        }

        return lost;
    }

    private async Task<Failure?> FailsAsync(string script, FailureCode code, string[] evidence, Func<RevisionSpec, RevisionSpec>? change = null)
    {
        if (await ContainerAgent.SpecAsync(Agent, script) is not { } spec)
        {
            return null;
        }

        var state = await Agent.RunAsync(change?.Invoke(spec) ?? spec);

        Assert.True(state.Phase == RevisionPhase.Failed && state.Failure!.Code == code, $"{state}");
        Assert.All(evidence, part => Assert.Contains(part, state.Failure!.Evidence, StringComparison.Ordinal));
        Assert.Empty(await ContainerAgent.ContainersAsync(spec.ServiceId));
        return state.Failure;
    }
}
