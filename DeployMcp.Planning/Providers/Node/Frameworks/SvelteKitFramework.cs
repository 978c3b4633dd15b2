using System.Text.RegularExpressions;
using DeployMcp.Domain.Failures;
using DeployMcp.Planning.Plans;

namespace DeployMcp.Planning.Providers.Node.Frameworks;

/// <summary>SvelteKit: its adapter decides what a build leaves.</summary>
internal static partial class SvelteKitFramework
{
    private static readonly string[] Adapters = ["node", "static", "auto", "vercel", "netlify", "cloudflare"];

    /// <summary>Kit takes requests for https unless it is told where a proxy says what they were.</summary>
    private static readonly Dictionary<string, string> BehindProxy = new(StringComparer.Ordinal) { ["PROTOCOL_HEADER"] = "x-forwarded-proto", ["HOST_HEADER"] = "x-forwarded-host" };

    public static Framework? Of(NodeProject project)
    {
        if (!project.DependsOn("@sveltejs/kit"))
        {
            return null;
        }

        var config = ConfigText.Read(project.Source, "svelte.config") + ConfigText.Read(project.Source, "vite.config");
        var adapter = Adapter().Match(config) is { Success: true } match ? match.Groups[1].Value : Adapters.FirstOrDefault(a => project.DependsOn($"@sveltejs/adapter-{a}"));
        var kit = new Framework(adapter is null ? "SvelteKit" : $"SvelteKit, adapter-{adapter}", "package.json depends on @sveltejs/kit")
        {
            Build = "vite build",
            Node = Framework.MaintainedNode,
        };
        return adapter switch
        {
            "node" => kit with { Start = $"node {ConfigText.Directory(config, "out") ?? "build"}", RuntimeEnvironment = BehindProxy },
            "static" => Static(kit, ConfigText.Directory(config, "pages") ?? "build", ConfigText.Directory(config, "fallback")),
            // adapter-auto takes adapter-node where it finds this variable, and fetches it when the app doesn't have it.
            "auto" => kit with { Start = "node build", BuildEnvironment = new Dictionary<string, string>(StringComparer.Ordinal) { ["GCP_BUILDPACKS"] = "1" }, RuntimeEnvironment = BehindProxy },
            _ => kit with { Refusal = () => OnlyElsewhere(adapter) },
        };
    }

    /// <summary>The page for unknown paths has a name of its own, so that it doesn't replace a prerendered index; where there is no index, it is that.</summary>
    private static Framework Static(Framework kit, string output, string? fallback) => kit with
    {
        Site = new SiteOutput([output], SinglePageApp: fallback is not null),
        AfterBuild = fallback is null ? null : $"if [ ! -e {output}/index.html ] && [ -e {output}/{fallback} ]; then cp {output}/{fallback} {output}/index.html; fi",
    };

    private static DeploymentFailureException OnlyElsewhere(string? adapter) => new(
        FailureCode.StartCommandMissing,
        adapter is null ? "SvelteKit builds nothing that can be started without an adapter." : $"SvelteKit's adapter-{adapter} builds for another platform: nothing that can be started here.",
        $"Looked for an adapter in svelte.config.js, vite.config and package.json: {(adapter is null ? "none" : $"@sveltejs/adapter-{adapter}")}",
        "Run npm install -D @sveltejs/adapter-node (or adapter-static for a site), use it as the adapter in the configuration, and push.");

    [GeneratedRegex("@sveltejs/adapter-([a-z]+)", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Adapter();
}
