using DeployMcp.Planning.Plans;
using DeployMcp.Planning.Providers.Node.Managers;
using DeployMcp.Planning.Providers.Node.Runtime;
using DeployMcp.Planning.Runtime;

namespace DeployMcp.Planning.Providers.Node;

/// <summary>Install and build, which servers and built sites have in common.</summary>
internal sealed record NodeSteps(NodeProject Project, InstallStep? Install, BuildStep? Build, IReadOnlyList<string> Reasons)
{
    private static readonly Dictionary<string, string> Production = new(StringComparer.Ordinal) { ["NODE_ENV"] = "production" };

    /// <summary>Apps that ask where to listen mean this machine's loopback unless they are told; the edge comes from outside.</summary>
    private static readonly Dictionary<string, string> Served = new(Production, StringComparer.Ordinal) { ["HOST"] = "0.0.0.0" };

    public static NodeSteps Of(NodeProject project)
    {
        var (install, installReason) = NodeInstall.Of(project);
        var (build, buildReason) = NodeBuild.Of(project);
        string?[] reasons = [project.Framework is { } framework ? $"Framework: {framework.Name}, because {framework.Because}" : null, installReason, buildReason];
        return new NodeSteps(project, install, build, [.. reasons.OfType<string>()]);
    }

    /// <summary>Whether the TypeScript compiler is there to make what nothing else makes.</summary>
    public static bool CanCompile(NodeProject project) => project.DependsOn("typescript") && project.Source.Has("tsconfig.json");

    public BuildPlan Plan(string provider, NodeStart start)
        => Plan(provider, [start.Reason], start, null, Merge(Served, Project.Framework?.RuntimeEnvironment));

    public BuildPlan Plan(string provider, IEnumerable<string> reasons, SiteOutput site)
        => Plan(provider, reasons, null, site, ShellStep.NoEnvironment);

    internal static Dictionary<string, string> Merge(IReadOnlyDictionary<string, string> one, IReadOnlyDictionary<string, string>? other)
    {
        var merged = new Dictionary<string, string>(one, StringComparer.Ordinal);
        foreach (var (name, value) in other ?? ShellStep.NoEnvironment)
        {
            merged[name] = value;
        }

        return merged;
    }

    /// <summary>What npm downloads is kept for every service by the builder; the others' is here.</summary>
    private IEnumerable<BuildCache> Downloads() => Install is null ? [] : Project.Manager?.Kind switch
    {
        PackageManagerKind.Pnpm => [new BuildCache("pnpm", "npm_config_store_dir"), new BuildCache("pnpm", "pnpm_config_store_dir")],
        PackageManagerKind.YarnClassic => [new BuildCache("yarn", "YARN_CACHE_FOLDER")],
        PackageManagerKind.YarnBerry => [new BuildCache("yarn-berry", "YARN_GLOBAL_FOLDER")],
        PackageManagerKind.Bun => [new BuildCache("bun", "BUN_INSTALL_CACHE_DIR")],
        _ => [],
    };

    private BuildPlan Plan(string provider, IEnumerable<string> reasons, NodeStart? start, SiteOutput? site, IReadOnlyDictionary<string, string> environment)
    {
        var (tools, toolReasons) = NodeTools.Of(Project, $"{string.Join(' ', Install?.Step.Command ?? [])} ; {string.Join(' ', Build?.Command ?? [])}", start);
        string[] programs = Install is null || Install.Step.Command[0] is not "npm" ? ["node"] : ["node", "npm"];
        var process = start is null ? null : new RevisionProcess(start.Command, "");
        return new BuildPlan(provider, [.. Reasons, .. toolReasons, .. reasons], programs, "", Install, Build, process, site, environment)
        {
            NpmTools = tools,
            Caches = [.. Downloads(), .. Project.Framework?.Caches ?? []],
        };
    }
}
