using DeployMcp.Tests.Fixtures.KubernetesStandIn;
using DeployMcp.Tests.Infra;

namespace DeployMcp.Tests.Platform.Runtimes;

/// <summary>What deployer-worker's service account may in the production cluster: the tests' runtime may no more.</summary>
internal static class WorkerRole
{
    private const string Identities = $"{InfraYaml.Cluster}/identities/deployer-worker.yaml";
    private static readonly HashSet<string> Everywhere = Rules("ClusterRole", "deploy-mcp-deployer-worker");
    private static readonly HashSet<string> InThePlatforms = Rules("Role", "ingress-sources");

    public static bool Permits(ApiCall call)
    {
        var asked = $"{call.Group}/{call.Plural}{(call.Subresource is null ? "" : "/" + call.Subresource)} {call.Verb}";
        return Everywhere.Contains(asked) || (call.Space == "dp-system" && call.Name == "ingress-sources" && InThePlatforms.Contains(asked));
    }

    private static HashSet<string> Rules(string kind, string name)
        => [.. from rule in InfraYaml.List(InfraYaml.Object(Identities, kind, name), "rules")
               from api in InfraYaml.Texts(rule, "apiGroups")
               from resource in InfraYaml.Texts(rule, "resources")
               from verb in InfraYaml.Texts(rule, "verbs")
               select $"{api}/{resource} {verb}"];
}
