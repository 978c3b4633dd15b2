using DeployMcp.Planning.Plans;

namespace DeployMcp.Planning.Providers.Node.Frameworks;

internal static class NuxtFramework
{
    public static Framework? Of(NodeProject project)
    {
        if (!project.DependsOn("nuxt"))
        {
            return null;
        }

        var nuxt = new Framework("Nuxt", "package.json depends on nuxt")
        {
            Build = "nuxt build",
            Node = Framework.MaintainedNode,
            ReplacedStarts = ["nuxt start", "nuxt preview", "nuxi start", "nuxi preview"],
            BuildEnvironment = new Dictionary<string, string>(StringComparer.Ordinal) { ["NUXT_TELEMETRY_DISABLED"] = "1", ["NITRO_PRESET"] = "node-server" },
            RuntimeEnvironment = new Dictionary<string, string>(StringComparer.Ordinal) { ["NITRO_HOST"] = "0.0.0.0" },
        };
        return project.Package!.Script("build")?.Contains("generate", StringComparison.Ordinal) == true
            ? nuxt with
            {
                Name = "Nuxt, generated",
                Site = new SiteOutput([".output/public"], SinglePageApp: true),
                BuildEnvironment = new Dictionary<string, string>(StringComparer.Ordinal) { ["NUXT_TELEMETRY_DISABLED"] = "1" },
            }
            : nuxt with { Start = "node .output/server/index.mjs" };
    }
}
