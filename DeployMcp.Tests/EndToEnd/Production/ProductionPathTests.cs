using System.Text.Json.Nodes;
using DeployMcp.Benchmarks.Kill;
using DeployMcp.Tests.Fixtures.KubernetesStandIn;

namespace DeployMcp.Tests.EndToEnd.Production;

/// <summary>A kubeconfig, a registry and a BuildKit address, and the same agent does the same things.</summary>
[Collection(PlatformCollection.Name)]
public class ProductionPathTests
{
    private static readonly string[] OfServices =
    [
        "apis/apps/v1/deployments", "apis/apps/v1/replicasets", "api/v1/pods", "api/v1/services", "api/v1/secrets", "apis/networking.k8s.io/v1/ingresses",
    ];

    private ProductionPlatform _production = null!;

    private McpSession Mcp => _production.Mcp;

    [Fact]
    public async Task Agent_OnACluster_TakesARepoThroughItsWholeLife()
    {
        if (await ProductionPlatform.StartAsync() is not { } production)
        {
            return;
        }

        await using var stop = _production = production;
        using var agent = new Agent(Mcp, production.Platform.Connection, "shop");
        var first = await CreateAsync(agent);
        var second = await PushNewVersionAsync(agent, first);
        await PushBrokenBuildAsync(agent, second);
        await PushCrashingAppAsync(agent, second);
        await RollBackAsync(first);
        await UpdateAsync(first);
        await ReadLogsAsync();
        await DeleteAsync();
        await DeleteAccountAsync();
    }

    [Fact]
    public async Task Start_WithSettingsThatLeadNowhere_NamesThemAllAndEnds()
    {
        await using var platform = RunningPlatform.Launch(settings: ["Runtime__Kind=kubernetes", "Runtime__Kubernetes__Kubeconfig=/nonexistent/config", "BuildKit__Address=tcp://127.0.0.1:9"]);

        Assert.NotEqual(0, await platform.WaitForExitAsync(TimeSpan.FromSeconds(60)));

        string[] expected = ["/nonexistent/config", "Registry:Address is missing", "BuildKit at tcp://127.0.0.1:9 can't be reached", "Cluster:Domain is missing"];
        Assert.All(expected, e => Assert.Contains(e, platform.Output, StringComparison.Ordinal));
        Assert.Contains("Deploy MCP can't start", platform.Output, StringComparison.Ordinal);
    }

    /// <returns>The image that runs.</returns>
    private async Task<string> CreateAsync(Agent agent)
    {
        Assert.Contains("dev", await Mcp.CallTextAsync("whoami"), StringComparison.Ordinal);
        WriteApp(agent, "one");
        await agent.PushAsync();
        var variables = new[] { new { key = "GREETING", value = "hello" } };
        var made = await Mcp.CallAsync("create_service", new { repo = "shop", name = "shop", build_pack = "dockerfile", wait_seconds = 120, env_vars = variables });

        Assert.Equal(("active", $"https://shop.{ProductionPlatform.Domain}"), ((string?)made["status"], (string?)made["url"]));
        var image = _production.ImageOf("shop");
        Assert.StartsWith($"{_production.Images.Images.Address}/tenant-", image, StringComparison.Ordinal);
        Assert.Equal("shop", RepositoryOf(image).Split('/')[1]);
        Assert.Equal(image.Split('@')[1], await _production.Images.Registry.FindDigestAsync(RepositoryOf(image), (string)made["deployment"]!["commit"]!, CancellationToken.None));
        var ingress = _production.IngressOf("shop");
        Assert.Equal($"shop.{ProductionPlatform.Domain}", (string?)ingress["spec"]!["rules"]![0]!["host"]);
        Assert.Equal("aGVsbG8=", (string?)Assert.Single(_production.Objects("api/v1/secrets"))["data"]!["GREETING"]);
        Assert.DoesNotContain("hello", _production.DeploymentOf("shop")["spec"]!.ToJsonString(), StringComparison.Ordinal);
        var space = (string)ingress["metadata"]!["namespace"]!;
        Assert.All(["api/v1/resourcequotas", "api/v1/limitranges", "apis/networking.k8s.io/v1/networkpolicies"], c => Assert.NotEmpty(_production.Cluster.Store.List(c, space)));
        return image;
    }

    private async Task<string> PushNewVersionAsync(Agent agent, string before)
    {
        WriteApp(agent, "two");
        await agent.PushAsync("the second");

        await WaitForAsync("the second", "active");

        var image = _production.ImageOf("shop");
        Assert.NotEqual(before, image);
        return image;
    }

    private async Task PushBrokenBuildAsync(Agent agent, string serving)
    {
        agent.Work.Write("Dockerfile", _production.From + "RUN echo 'app.c:3: no such type'; exit 7\nCMD [\"true\"]\n");
        await agent.PushAsync("broken");

        var service = await WaitForAsync("broken", "failed");

        Assert.Equal("build_failed", (string?)service["failure"]!["code"]);
        Assert.Contains("app.c:3", (string)service["failure"]!["evidence"]!, StringComparison.Ordinal);
        Assert.Equal(serving, _production.ImageOf("shop"));
    }

    private async Task PushCrashingAppAsync(Agent agent, string serving)
    {
        _production.Cluster.Controller.Next = PodOutcome.Crash;
        _production.Cluster.Log = "Error: no database at db:5432\n";
        WriteApp(agent, "crashing");
        await agent.PushAsync("crashing");

        var service = await WaitForAsync("crashing", "failed");

        Assert.Equal("crashed_on_start", (string?)service["failure"]!["code"]);
        Assert.Contains("no database at db:5432", (string)service["failure"]!["evidence"]!, StringComparison.Ordinal);
        Assert.Equal(serving, _production.ImageOf("shop"));
        _production.Cluster.Controller.Next = PodOutcome.Ready;
        _production.Cluster.Log = "2026-11-21T10:00:00.000000001Z serving\n";
    }

    private async Task RollBackAsync(string first)
    {
        var back = await Mcp.CallAsync("rollback_service", new { name = "shop", wait_seconds = 60 });

        Assert.Equal("active", (string?)back["deployment"]!["status"]);
        Assert.Equal(first, _production.ImageOf("shop"));
    }

    private async Task UpdateAsync(string image)
    {
        var variables = new[] { new { key = "GREETING", value = "salut" } };
        var updated = await Mcp.CallAsync("update_service", new { name = "shop", memory = "512Mi", env_vars = variables, wait_seconds = 120 });

        Assert.Equal("active", (string?)updated["deployment"]!["status"]);
        Assert.Equal("512Mi", (string?)_production.ContainerOf("shop")["resources"]!["limits"]!["memory"]);
        Assert.Equal("c2FsdXQ=", (string?)Assert.Single(_production.Objects("api/v1/secrets"))["data"]!["GREETING"]);
        Assert.Equal(RepositoryOf(image), RepositoryOf(_production.ImageOf("shop")));
    }

    private async Task ReadLogsAsync()
    {
        var service = await Mcp.CallAsync("get_service", new { name = "shop", deploy_log_lines = 100, runtime_log_lines = 10 });

        Assert.Contains(service["logs"]!["deploy"]!.AsArray(), l => ((string)l!).Contains("Live at https://shop.", StringComparison.Ordinal));
        Assert.Contains(service["logs"]!["runtime"]!.AsArray(), l => (string?)l == "serving");
    }

    private async Task DeleteAsync()
    {
        await Mcp.CallAsync("delete_service", new { name = "shop" });

        await Eventually.TrueAsync(() => OfServices.All(c => _production.Objects(c).Count == 0), "nothing of the service is left in the cluster", seconds: 30);
    }

    /// <summary>By what the page's button does first; the worker finds the account that is closed and removes the rest.</summary>
    private async Task DeleteAccountAsync()
    {
        var (mcp, space) = await _production.AddUserAsync("alice");
        await using var session = mcp;
        using var agent = new Agent(mcp, _production.Platform.Connection, "shelf");
        WriteApp(agent, "books");
        await agent.PushAsync();
        await mcp.CallAsync("create_service", new { repo = "shelf", name = "shelf", build_pack = "dockerfile", wait_seconds = 120 });
        Assert.Single(_production.Cluster.Store.List(DeploymentController.Deployments, space));

        Assert.True(await new PlatformDatabase(_production.Platform.Data).IsTrueAsync("update users set deleted_at = now() where name = 'alice' returning true"));

        await Eventually.TrueAsync(
            () => _production.Cluster.Store.Find("api/v1/namespaces", null, space) is null, TimeSpan.FromSeconds(60), () => $"The tenant's namespace is still there.\n{_production.Platform.Output}");
        Assert.All(OfServices, c => Assert.Empty(_production.Cluster.Store.List(c, space)));
    }

    private async Task<JsonNode> WaitForAsync(string message, string status)
    {
        JsonNode? last = null;
        await Eventually.TrueAsync(
            async () =>
            {
                last = await Mcp.CallAsync("get_service", new { name = "shop", deploy_log_lines = 100 });
                return (string?)last["deployment"]!["message"] == message && (string?)last["deployment"]!["status"] is { } now && now != "queued" && now != "building" && now != "deploying";
            },
            TimeSpan.FromSeconds(90),
            () => $"{message} did not end: {last}");
        Assert.True((string?)last!["deployment"]!["status"] == status, $"{last}");
        return last;
    }

    private void WriteApp(Agent agent, string text)
        => agent.Work.Write("Dockerfile", _production.From + $"RUN mkdir /www && echo {text} > /www/index.html\nCMD [\"sh\", \"-c\", \"exec httpd -f -p $PORT -h /www\"]\n");

    /// <summary>Without the registry and the digest.</summary>
    private static string RepositoryOf(string image) => image.Split('@')[0][(image.IndexOf('/', StringComparison.Ordinal) + 1)..];
}
