using YamlDotNet.RepresentationModel;

namespace DeployMcp.Tests.AppHost;

/// <summary>The chart as helm renders it, against the decisions AD-011 to AD-017.</summary>
public class HelmChartTests
{
    private const string McpDeployment = "Deployment/deploy-mcp-mcp-server";
    private const string ServerDeployment = "Deployment/deploy-mcp-server";
    private const string Autoscaler = "HorizontalPodAutoscaler/deploy-mcp-mcp-server";
    private const string Budget = "PodDisruptionBudget/deploy-mcp-mcp-server";

    [Fact]
    public async Task Lint_DefaultAndProduction_FindsNothing()
    {
        Assert.Equal(0, (await Helm.LintAsync()).ExitCode);
        Assert.Equal(0, (await Helm.LintAsync("-f", Helm.ProductionValues)).ExitCode);
    }

    [Fact]
    public async Task Template_Default_RunsTheMcpServerFromTheServersImageByAnotherCommand()
    {
        var objects = await Helm.TemplateAsync();

        var (mcp, server) = (Container(objects[McpDeployment]), Container(objects[ServerDeployment]));
        Assert.Equal(server["image"], mcp["image"]);
        Assert.Equal("--role mcp", Words(mcp["args"]));
        Assert.Equal("--role api", Words(server["args"]));
        Assert.Equal("1", Text(objects[McpDeployment]["spec"]["replicas"]));
        Assert.Equal("ClusterIP", Text(objects["Service/deploy-mcp-mcp-server"]["spec"]["type"]));
        Assert.DoesNotContain(objects.Keys, k => k == Autoscaler || k == Budget || k.StartsWith("ConfigMap/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Template_Default_HasTheResourcesAndProbesThatWereDecided()
    {
        var mcp = Container((await Helm.TemplateAsync())[McpDeployment]);

        var (requests, limits) = (mcp["resources"]["requests"], mcp["resources"]["limits"]);
        Assert.Equal("256Mi 250m 512Mi 500m", $"{requests["memory"]} {requests["cpu"]} {limits["memory"]} {limits["cpu"]}");
        AssertProbe(mcp["startupProbe"], period: 5, failures: 12, timeout: null);
        AssertProbe(mcp["livenessProbe"], period: 10, failures: 3, timeout: 5);
        AssertProbe(mcp["readinessProbe"], period: 5, failures: 2, timeout: 3);
    }

    [Fact]
    public async Task Template_McpServerDisabled_LeavesBothRolesToTheServer()
    {
        var objects = await Helm.TemplateAsync("--set", "mcpServer.enabled=false");

        Assert.DoesNotContain(objects.Keys, k => k.EndsWith("/deploy-mcp-mcp-server", StringComparison.Ordinal));
        Assert.False(((YamlMappingNode)Container(objects[ServerDeployment])).Children.ContainsKey("args"));
    }

    [Fact]
    public async Task Template_Production_ScalesFromTwoToThreeAndKeepsOne()
    {
        var objects = await Helm.TemplateAsync("-f", Helm.ProductionValues);

        var scaler = objects[Autoscaler]["spec"];
        Assert.Equal("2 3", $"{scaler["minReplicas"]} {scaler["maxReplicas"]}");
        Assert.Equal("70", Text(scaler["metrics"][0]["resource"]["target"]["averageUtilization"]));
        Assert.Equal("1", Text(objects[Budget]["spec"]["minAvailable"]));
        Assert.False(((YamlMappingNode)objects[McpDeployment]["spec"]).Children.ContainsKey("replicas"));
    }

    [Fact]
    public async Task Template_AutoscalingAlone_GoesFromOneToThree()
    {
        var scaler = (await Helm.TemplateAsync("--set", "mcpServer.autoscaling.enabled=true"))[Autoscaler]["spec"];

        Assert.Equal("1 3", $"{scaler["minReplicas"]} {scaler["maxReplicas"]}");
    }

    [Fact]
    public async Task Template_EveryPod_TakesTheDatabaseFromOneSecretAndRunsLockedDown()
    {
        var objects = await Helm.TemplateAsync("--set", "mcpServer.config.Logging__LogLevel__Default=Warning");

        var pods = objects.Where(o => o.Key.StartsWith("Deployment/", StringComparison.Ordinal) || o.Key.StartsWith("Job/", StringComparison.Ordinal)).ToArray();
        Assert.Equal(4, pods.Length);
        foreach (var (name, pod) in pods)
        {
            var database = ((YamlSequenceNode)Container(pod)["env"]).Single(v => Text(v["name"]) == "ConnectionStrings__deploymcp");
            Assert.Equal("deploy-mcp", Text(database["valueFrom"]["secretKeyRef"]["name"]));
            Assert.Equal("true", Text(pod["spec"]["template"]["spec"]["securityContext"]["runAsNonRoot"]));
            Assert.True(Text(Container(pod)["securityContext"]["readOnlyRootFilesystem"]) == "true", name);
        }

        Assert.Equal("Warning", Text(objects["ConfigMap/deploy-mcp-mcp-config"]["data"]["Logging__LogLevel__Default"]));
    }

    private static YamlNode Container(YamlNode workload) => workload["spec"]["template"]["spec"]["containers"][0];

    private static string Text(YamlNode node) => ((YamlScalarNode)node).Value!;

    private static string Words(YamlNode node) => string.Join(' ', ((YamlSequenceNode)node).Select(Text));

    private static void AssertProbe(YamlNode probe, int period, int failures, int? timeout)
    {
        Assert.Equal("/health", Text(probe["httpGet"]["path"]));
        Assert.Equal($"{period} {failures}", $"{probe["periodSeconds"]} {probe["failureThreshold"]}");
        Assert.True(timeout is null || Text(probe["timeoutSeconds"]) == $"{timeout}");
    }
}
