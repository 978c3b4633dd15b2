using System.Text.Json.Nodes;
using DeployMcp.Benchmarks.Kill;
using DeployMcp.Tests.Fixtures.KubernetesStandIn;

namespace DeployMcp.Tests.EndToEnd.Production;

/// <summary>A deployer-worker that dies between two steps of a deployment to a cluster, and one that has another beside it.</summary>
[Collection(PlatformCollection.Name)]
public class WorkerLossTests
{
    /// <summary>After the push and before the record of it; after the host name is switched and before the row says so. The others are as the agent's (KillTests).</summary>
    private static readonly HeldStep[] Steps =
    [
        new("pushed", "deployments", "update", "new.artifact is distinct from old.artifact"),
        new("switched", "deployment_logs", "insert", "new.text like 'Live at%'"),
    ];

    private ProductionPlatform _production = null!;

    [Fact]
    public async Task Worker_KilledBetweenSteps_FinishesAfterItsRestartAndWorksBesideAnother()
    {
        if (await ProductionPlatform.StartAsync() is not { } production)
        {
            return;
        }

        await using var stop = _production = production;
        using var agent = new Agent(production.Mcp, production.Platform.Connection, "hardy");
        Write(agent, "none");
        await agent.PushAsync();
        await production.Mcp.CallAsync("create_service", new { repo = "hardy", name = "hardy", build_pack = "dockerfile", wait_seconds = 120 });
        foreach (var step in Steps)
        {
            await KillAtAsync(agent, step);
        }

        await ShareAsync(agent);
    }

    private async Task KillAtAsync(Agent agent, HeldStep step)
    {
        var before = _production.ImageOf("hardy");
        await using var gate = new StepGate(new PlatformDatabase(_production.Platform.Data));
        await gate.ArmAsync(step);
        Write(agent, step.Name);
        await agent.PushAsync(step.Name);
        await gate.ReachAsync(step, commit: "");

        await new PlatformProcesses(_production.Platform.Data).KillAsync("deployer-worker");
        await gate.OpenAsync(step);

        await WaitForAsync(step.Name);
        Assert.NotEqual(before, _production.ImageOf("hardy"));
        Assert.Single(_production.Objects("api/v1/secrets"));
        Assert.Single(_production.Objects(DeploymentController.Pods));
    }

    /// <summary>What one has built the other can deploy, and the other's start ends nothing of the first.</summary>
    private async Task ShareAsync(Agent agent)
    {
        agent.Work.Write("Dockerfile", _production.From + "RUN echo begun; sleep 6; echo slow > /slow\nCMD [\"sh\"]\n");
        await agent.PushAsync("slow");
        await Eventually.TrueAsync(async () => (await LogAsync()).Contains("begun", StringComparison.Ordinal), "the build has begun", seconds: 30);
        using var second = new SecondWorker(_production.Platform);
        await Eventually.TrueAsync(() => second.HasStarted, "the second worker runs", seconds: 30);
        await WaitForAsync("slow");
        var image = _production.ImageOf("hardy");

        second.StopFirst();
        var again = await _production.Mcp.CallAsync("redeploy_service", new { name = "hardy", wait_seconds = 60 });

        Assert.Equal("active", (string?)again["deployment"]!["status"]);
        Assert.Equal(image, _production.ImageOf("hardy"));
        Assert.Contains("using that release", await LogAsync(), StringComparison.Ordinal);
        var back = await _production.Mcp.CallAsync("rollback_service", new { name = "hardy", wait_seconds = 60 });
        Assert.Equal("active", (string?)back["deployment"]!["status"]);
        Assert.NotEqual(image, _production.ImageOf("hardy"));
    }

    private async Task WaitForAsync(string message)
    {
        JsonNode? last = null;
        await Eventually.TrueAsync(
            async () =>
            {
                last = await _production.Mcp.CallAsync("get_service", new { name = "hardy", deploy_log_lines = 100 });
                return (string?)last["deployment"]!["message"] == message && (string?)last["deployment"]!["status"] is "active" or "failed";
            },
            TimeSpan.FromSeconds(90),
            () => $"{message} did not end: {last}");
        Assert.True((string?)last!["deployment"]!["status"] == "active", $"{last}");
    }

    private async Task<string> LogAsync()
        => (await _production.Mcp.CallAsync("get_service", new { name = "hardy", deploy_log_lines = 100 }))["logs"]!["deploy"]!.ToJsonString();

    private void Write(Agent agent, string text)
        => agent.Work.Write("Dockerfile", _production.From + $"RUN echo {text} > /version\nCMD [\"sh\"]\n");
}
