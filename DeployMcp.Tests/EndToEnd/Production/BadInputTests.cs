using System.Text.Json.Nodes;
using DeployMcp.Tests.Fixtures.KubernetesStandIn;
using DeployMcp.Tests.Platform.Registries;

namespace DeployMcp.Tests.EndToEnd.Production;

/// <summary>What an agent is told when something is wrong with the cluster, BuildKit or its own Dockerfile; and that nothing half-made stays.</summary>
[Collection(PlatformCollection.Name)]
public class BadInputTests
{
    private ProductionPlatform _production = null!;

    [Fact]
    public async Task Deployments_ThatCannotSucceed_SayWhyAndLeaveWhatServed()
    {
        if (await ProductionPlatform.StartAsync() is not { } production)
        {
            return;
        }

        await using var stop = _production = production;
        using var agent = new Agent(production.Mcp, production.Platform.Connection, "steady");
        Write(agent, "CMD [\"sh\"]");
        await agent.PushAsync("good");
        await production.Mcp.CallAsync("create_service", new { repo = "steady", name = "steady", build_pack = "dockerfile", wait_seconds = 120 });
        var serving = production.ImageOf("steady");

        Write(agent, "RUN --security=insecure true\nCMD [\"sh\"]");
        await FailsAsync(agent, "privileged", "build_failed", "privileges that builds on this platform never get");
        await RegistryPushes.ImageAsync(production.Images.RegistryOptions, "base/arm", "1", DateTimeOffset.UtcNow, "arm64");
        agent.Work.Write("Dockerfile", $"FROM --platform=linux/arm64 {production.Images.Images.Address}/base/arm:1\nCOPY Dockerfile /x\nCMD [\"/x\"]\n");
        await FailsAsync(agent, "arm", "image_rejected", "The image is for arm64");
        Write(agent, "RUN echo unpermitted\nCMD [\"sh\"]");
        production.Cluster.Forbidden = "patch deployments";
        await FailsAsync(agent, "unpermitted", "platform_fault", "cannot patch resource \"deployments\"");
        production.Cluster.Forbidden = null;
        Assert.Equal(serving, production.ImageOf("steady"));
        Assert.Single(production.Objects("api/v1/secrets"));

        await ForeignNamespaceAsync();
        await ExpiredTokenAsync(agent, serving);
        await BuildKitGoneAsync(agent);
    }

    /// <summary>Somebody else's namespace of the tenant's name: nothing in it is touched.</summary>
    private async Task ForeignNamespaceAsync()
    {
        var (mcp, space) = await _production.AddUserAsync("alice");
        await using var session = mcp;
        _production.Cluster.Store.Put("api/v1/namespaces", null, new JsonObject { ["metadata"] = new JsonObject { ["name"] = space } });
        using var agent = new Agent(mcp, _production.Platform.Connection, "lost");
        Write(agent, "CMD [\"sh\"]");
        await agent.PushAsync();
        await mcp.CallAsync("create_service", new { repo = "lost", name = "lost", build_pack = "dockerfile" });

        var service = await mcp.WaitForStatusAsync("lost", "failed", "active");

        Assert.Equal("platform_fault", (string?)service["failure"]!["code"]);
        Assert.Contains($"The namespace {space} exists in the cluster and is not the platform's", (string)service["failure"]!["message"]!, StringComparison.Ordinal);
        Assert.Contains("NamespacePrefix", (string)service["failure"]!["next"]!, StringComparison.Ordinal);
        Assert.All(["api/v1/services", "api/v1/secrets", DeploymentController.Deployments], c => Assert.Empty(_production.Cluster.Store.List(c, space)));
    }

    /// <summary>In the middle of a deployment; a new token in time and it goes on.</summary>
    private async Task ExpiredTokenAsync(Agent agent, string serving)
    {
        _production.Cluster.Token = "a newer one";
        Write(agent, "RUN echo tokens\nCMD [\"sh\"]");
        await agent.PushAsync("expired");
        await WaitForLogAsync("its token may have expired");
        _production.Cluster.Token = "tenant-token";

        await EndAsync("expired", "active");

        Assert.NotEqual(serving, _production.ImageOf("steady"));
    }

    private async Task BuildKitGoneAsync(Agent agent)
    {
        Write(agent, "RUN echo begun; sleep 60\nCMD [\"sh\"]");
        await agent.PushAsync("cut off");
        await WaitForLogAsync("begun");

        _production.Images.Bridge.Dispose();

        await WaitForLogAsync("BuildKit did not answer, or went away during the build");
        await _production.Mcp.CallAsync("cancel_deployment", new { name = "steady" });
        await EndAsync("cut off", "cancelled");
    }

    private async Task FailsAsync(Agent agent, string message, string code, string text)
    {
        await agent.PushAsync(message);

        var service = await EndAsync(message, "failed");

        var failure = service["failure"]!;
        Assert.Equal(code, (string?)failure["code"]);
        Assert.Contains(text, $"{failure["message"]} {failure["evidence"]}", StringComparison.Ordinal);
        Assert.NotEmpty((string)failure["next"]!);
    }

    private async Task<JsonNode> EndAsync(string message, string status)
    {
        JsonNode? last = null;
        await Eventually.TrueAsync(
            async () =>
            {
                last = await _production.Mcp.CallAsync("get_service", new { name = "steady", deploy_log_lines = 50 });
                return (string?)last["deployment"]!["message"] == message && (string?)last["deployment"]!["status"] is not ("queued" or "building" or "deploying");
            },
            TimeSpan.FromSeconds(90),
            () => $"{message} did not end: {last}");
        Assert.True((string?)last!["deployment"]!["status"] == status, $"{last}");
        return last;
    }

    private Task WaitForLogAsync(string text) => Eventually.TrueAsync(
        async () => (await _production.Mcp.CallAsync("get_service", new { name = "steady", deploy_log_lines = 50 }))["logs"]!["deploy"]!.AsArray()
            .Any(l => ((string)l!).Contains(text, StringComparison.Ordinal) && !((string)l!).Contains($"echo {text}", StringComparison.Ordinal)),
        $"the log says '{text}'", seconds: 60);

    private void Write(Agent agent, string lines) => agent.Work.Write("Dockerfile", $"{_production.From}{lines}\n");
}
