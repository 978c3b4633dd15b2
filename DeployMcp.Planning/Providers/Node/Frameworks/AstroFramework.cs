using DeployMcp.Domain.Failures;
using DeployMcp.Planning.Plans;

namespace DeployMcp.Planning.Providers.Node.Frameworks;

internal static class AstroFramework
{
    private static readonly string[] OtherAdapters = ["@astrojs/vercel", "@astrojs/netlify", "@astrojs/cloudflare"];

    public static Framework? Of(NodeProject project)
    {
        if (!project.DependsOn("astro"))
        {
            return null;
        }

        var config = ConfigText.Read(project.Source, "astro.config");
        var output = ConfigText.Directory(config, "outDir") ?? "dist";
        var astro = new Framework("Astro", "package.json depends on astro")
        {
            Build = "astro build",
            Node = Framework.MaintainedNode,
            ReplacedStarts = ["astro preview"],
            BuildEnvironment = new Dictionary<string, string>(StringComparer.Ordinal) { ["ASTRO_TELEMETRY_DISABLED"] = "1" },
        };
        if (config.Contains("@astrojs/node", StringComparison.Ordinal))
        {
            return ConfigText.Value(config, "mode") == "middleware"
                ? astro with { Name = "Astro, Node middleware", Refusal = NoServer }
                : astro with { Name = "Astro, Node server", Start = $"node {output}/server/entry.mjs" };
        }

        return OtherAdapters.FirstOrDefault(a => config.Contains(a, StringComparison.Ordinal)) is { } other
            ? astro with { Refusal = () => OnlyElsewhere(other) }
            : astro with { Name = "Astro, static", Site = new SiteOutput([output], SinglePageApp: false) };
    }

    private static DeploymentFailureException NoServer() => new(
        FailureCode.StartCommandMissing,
        "Astro's Node adapter is in middleware mode, and nothing starts the server that it is meant for.",
        "astro.config: mode is 'middleware'; package.json has no start script.",
        "Use node({ mode: 'standalone' }) in astro.config, or add a start script that runs your server, and push.");

    private static DeploymentFailureException OnlyElsewhere(string adapter) => new(
        FailureCode.StartCommandMissing,
        $"Astro is built with {adapter}, for another platform: nothing that can be started here.",
        $"astro.config names {adapter}.",
        "Use @astrojs/node with mode 'standalone', or no adapter for a static site, and push.");
}
