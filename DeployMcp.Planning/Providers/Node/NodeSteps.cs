using DeployMcp.Planning.Plans;
using DeployMcp.Planning.Runtime;
using DeployMcp.Planning.Source;

namespace DeployMcp.Planning.Providers.Node;

/// <summary>Install and build, which servers and built sites have in common.</summary>
internal sealed record NodeSteps(InstallStep? Install, BuildStep? Build, IReadOnlyList<string> Reasons, IReadOnlyList<string> Tools)
{
    private static readonly Dictionary<string, string> Production = new(StringComparer.Ordinal) { ["NODE_ENV"] = "production" };

    public static NodeSteps Of(SourceTree source, PackageJson? package, PlanSettings settings)
    {
        var (install, installReason, tool) = NodeInstall.Of(source, package, settings);
        var (build, buildReason) = BuildOf(package, settings);
        string?[] reasons = [installReason, buildReason];
        string?[] tools = ["node", tool];
        return new NodeSteps(install, build, [.. reasons.OfType<string>()], [.. tools.OfType<string>()]);
    }

    public BuildPlan Plan(string provider, IEnumerable<string> reasons, RevisionProcess? process, SiteOutput? site)
        => new(
            provider,
            [.. Reasons, .. reasons],
            Tools,
            "",
            Install,
            Build,
            process,
            site,
            process is null ? ShellStep.NoEnvironment : Production);

    private static (BuildStep? Step, string? Reason) BuildOf(PackageJson? package, PlanSettings settings)
    {
        if (settings.BuildCommand is { } own)
        {
            return (new BuildStep(NodeScript.UserCommand(own), own, Production), "Builds with your build_command");
        }

        return package?.Script("build") is { } script
            ? (new BuildStep(NodeScript.Command(package, "build"), script, Production), $"Builds with package.json's build script: {script}")
            : default;
    }
}
