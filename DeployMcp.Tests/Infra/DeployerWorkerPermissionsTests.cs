using DeployMcp.Tests.Fixtures.KubernetesStandIn;
using DeployMcp.Tests.Platform.Runtimes;

namespace DeployMcp.Tests.Infra;

/// <summary>deployer-worker's role in the cluster and what the runtime asks of the cluster are one.</summary>
public sealed class DeployerWorkerPermissionsTests
{
    private const string Identities = $"{InfraYaml.Cluster}/identities/deployer-worker.yaml";

    [Fact]
    public void Role_AgainstTheCallsInTheCode_HasExactlyThese()
    {
        var source = Path.Combine(Repository.Root, "DeployMcp.Platform", "Runtimes", "Kubernetes");
        var asked = Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories).SelectMany(f => Permission.OfSource(File.ReadAllText(f)))
            .Where(p => p != "/configmaps get").ToHashSet(StringComparer.Ordinal);

        var granted = Granted();
        Assert.True(
            asked.SetEquals(granted),
            $"{Identities}: missing {string.Join(", ", asked.Except(granted).Order(StringComparer.Ordinal))}; superfluous {string.Join(", ", granted.Except(asked).Order(StringComparer.Ordinal))}");
    }

    [Fact]
    public async Task Role_AgainstTheRequestsOfARealRollout_AllowsEach()
    {
        await using var bench = await ClusterBench.StartAsync();
        await bench.ServeAsync();
        await bench.ServeAsync();
        bench.Cluster.Controller.Next = PodOutcome.Crash;
        var broken = bench.Spec();
        await bench.DeployAsync(broken);
        await bench.Runtime.RemoveAsync(broken.ServiceId, broken.DeploymentId, CancellationToken.None);
        await bench.Runtime.ListAsync(CancellationToken.None);
        await bench.Runtime.TailLogAsync(bench.Service, 10, CancellationToken.None);
        await bench.Runtime.RemoveServiceAsync(bench.Service, CancellationToken.None);

        var granted = Granted();
        var asked = bench.Cluster.Calls.Where(c => !c.EndsWith(" /version", StringComparison.Ordinal)).SelectMany(Permission.OfRequest).Distinct(StringComparer.Ordinal).ToArray();
        Assert.NotEmpty(asked);
        Assert.Empty(asked.Except(granted).Except(["/configmaps get"]));
    }

    [Fact]
    public void Role_OfSecrets_NeverReadsThem()
        => Assert.DoesNotContain(Granted(), p => p.StartsWith("/secrets", StringComparison.Ordinal) && p.Split(' ')[1] is "get" or "list" or "watch");

    private static HashSet<string> Granted()
        => [.. from rule in InfraYaml.List(InfraYaml.Object(Identities, "ClusterRole", "deploy-mcp-deployer-worker"), "rules")
               from api in InfraYaml.Texts(rule, "apiGroups")
               from resource in InfraYaml.Texts(rule, "resources")
               from verb in InfraYaml.Texts(rule, "verbs")
               select $"{api}/{resource} {verb}"];
}
