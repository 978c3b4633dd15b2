using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using DeployMcp.Domain.Identity;
using DeployMcp.Planning.Runtime;
using DeployMcp.Tests.Fixtures;

namespace DeployMcp.Tests.Agent;

public sealed class ApiTests(AgentProcess agent) : IClassFixture<AgentProcess>
{
    [Theory]
    [InlineData(null)]
    [InlineData("Bearer wrong-token-of-some-length")]
    [InlineData("Basic " + AgentProcess.Token)]
    public async Task Call_WithoutTheToken_IsUnauthorized(string? authorization)
    {
        using var client = new HttpClient { BaseAddress = agent.Api.BaseAddress };
        if (authorization is not null)
            client.DefaultRequestHeaders.Authorization = AuthenticationHeaderValue.Parse(authorization);

        using var response = await client.GetAsync("v1/services");
        using var health = await client.GetAsync("health");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.ToString());
        Assert.Empty(await response.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
    }

    [Fact]
    public async Task Start_WithoutAToken_EndsWithOneSentence()
    {
        using var process = agent.Start(("Agent__Token", ""));

        Assert.Equal(1, await process.ExitAsync());
        Assert.Contains("set Agent:Token", process.Errors, StringComparison.Ordinal);
        Assert.Single(process.Errors.Trim().Split('\n'));
    }

    [Fact]
    public async Task Start_OnATakenPort_EndsWithOneSentence()
    {
        using var process = agent.Start(("Agent__DataDirectory", agent.Data + "-second"), ("Edge__Port", $"{FreePorts.Next()}"));

        Assert.Equal(1, await process.ExitAsync());
        Assert.Contains($"{agent.ApiPort}", process.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", process.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OnADataDirectoryInUse_EndsWithOneSentence()
    {
        using var process = agent.Start(("Agent__ApiPort", $"{FreePorts.Next()}"), ("Edge__Port", $"{FreePorts.Next()}"));

        Assert.Equal(1, await process.ExitAsync());
        Assert.Contains("Another agent uses", process.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_OfAnUnknownRevision_IsNotFound()
    {
        using var response = await agent.Api.GetAsync($"v1/revisions/{ServiceId.New()}/{DeploymentId.New()}?wait_seconds=5");
        using var activate = await agent.Api.PostAsJsonAsync($"v1/revisions/{ServiceId.New()}/{DeploymentId.New()}/activate", new ActivateRequest("x"));
        using var malformed = await agent.Api.GetAsync("v1/revisions/x/y");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, activate.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, malformed.StatusCode);
    }

    [Fact]
    public async Task Delete_OfWhatIsNotThere_IsNoContent()
    {
        using var revision = await agent.Api.DeleteAsync($"v1/revisions/{ServiceId.New()}/{DeploymentId.New()}");
        using var service = await agent.Api.DeleteAsync($"v1/services/{ServiceId.New()}");

        Assert.Equal(HttpStatusCode.NoContent, revision.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, service.StatusCode);
    }

    public static TheoryData<string> UnsafeSpecs => ["artifact", "dots", "directory", "absolute", "both", "none", "command", "variable", "port", "ids"];

    [Theory]
    [MemberData(nameof(UnsafeSpecs))]
    public async Task Put_OfAnUnsafeSpec_IsRefused(string what)
    {
        var good = agent.Spec("release", ["node", "x.js"]);
        var bad = what switch
        {
            "artifact" => good with { Artifact = "a/b" },
            "dots" => good with { Artifact = ".." },
            "directory" => good with { Process = good.Process! with { WorkingDirectory = "a/../../b" } },
            "absolute" => good with { Process = null, Static = new StaticSite("/etc", false) },
            "both" => good with { Static = new StaticSite("", false) },
            "none" => good with { Process = null },
            "command" => good with { Process = good.Process! with { Command = [] } },
            "variable" => good with { Environment = AgentProcess.Variables(("A;id", "x")) },
            "port" => good with { DeclaredPort = 0 },
            _ => good,
        };
        var path = what == "ids" ? $"v1/revisions/{good.ServiceId}/{DeploymentId.New()}" : AgentProcess.PathOf(good);

        using var response = await agent.Api.PutAsJsonAsync(path, bad);
        using var garbage = await agent.Api.PutAsync(path, new StringContent("{", new MediaTypeHeaderValue("application/json")));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, garbage.StatusCode);
    }

    [Fact]
    public async Task Put_Twice_StartsNothingAnew()
    {
        var spec = agent.NodeSpec(Scripts.Lab);
        var name = await agent.ServeAsync(spec);
        var pid = await agent.TextAsync(name, "/pid");

        var again = await agent.PutAsync(spec);

        Assert.Equal((RevisionPhase.Ready, true, 0), (again.Phase, again.Serving, again.Restarts));
        Assert.Equal(pid, await agent.TextAsync(name, "/pid"));
    }

    [Fact]
    public async Task Put_OfAFailedRevision_LeavesItFailed()
    {
        var spec = agent.NodeSpec("process.exit(1)");
        await agent.RunAsync(spec);

        var again = await agent.PutAsync(spec);
        using var activate = await agent.ActivateAsync(spec, "never");

        Assert.Equal(RevisionPhase.Failed, again.Phase);
        Assert.Equal(HttpStatusCode.Conflict, activate.StatusCode);
    }

    [Fact]
    public async Task Delete_OfAService_LeavesNoProcessRouteLogOrDirectory()
    {
        var spec = agent.NodeSpec(Scripts.Lab);
        var name = await agent.ServeAsync(spec);
        var pid = await agent.TextAsync(name, "/pid");

        using var response = await agent.Api.DeleteAsync($"v1/services/{spec.ServiceId}");

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.False(Directory.Exists($"/proc/{pid}"));
        using var gone = await agent.GetAsync(name);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(agent.Data, "*", SearchOption.AllDirectories), p => p.Contains(spec.ServiceId.ToString(), StringComparison.Ordinal));
        Assert.DoesNotContain(await agent.Api.GetFromJsonAsync<RevisionState[]>("v1/services") ?? [], s => s.ServiceId == spec.ServiceId);
        Assert.DoesNotContain(spec.ServiceId.ToString(), await File.ReadAllTextAsync(Path.Combine(agent.Data, "state.json")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Services_ListsWhatRuns()
    {
        var spec = agent.NodeSpec(Scripts.Says("x"));
        await agent.ServeAsync(spec);

        var states = await agent.Api.GetFromJsonAsync<RevisionState[]>("v1/services");

        var state = Assert.Single(states!, s => s.ServiceId == spec.ServiceId);
        Assert.Equal((spec.DeploymentId, RevisionPhase.Ready, true), (state.DeploymentId, state.Phase, state.Serving));
    }
}
