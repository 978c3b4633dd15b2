using DeployMcp.Planning.Plans;

namespace DeployMcp.Planning.Providers.Node.Frameworks;

internal static class NextFramework
{
    /// <summary>The standalone server leaves static files to a CDN: here it serves them itself.</summary>
    private static string CopyInto(string directory)
        => $"mkdir -p {directory}.next && cp -R .next/static {directory}.next/ && if [ -d public ]; then cp -R public {directory}; fi";

    public static Framework? Of(NodeProject project)
    {
        if (!project.DependsOn("next"))
        {
            return null;
        }

        var next = new Framework("Next.js", "package.json depends on next")
        {
            Build = "next build",
            Start = "next start",
            Node = ">=20.9.0",
            Caches = [new BuildCache("next", Path: ".next/cache")],
            BuildEnvironment = new Dictionary<string, string>(StringComparer.Ordinal) { ["NEXT_TELEMETRY_DISABLED"] = "1" },
            RuntimeEnvironment = new Dictionary<string, string>(StringComparer.Ordinal) { ["HOSTNAME"] = "0.0.0.0" },
        };
        var directory = $".next/standalone/{(project.Path.Length == 0 ? "" : project.Path + "/")}";
        return ConfigText.Value(ConfigText.Read(project.Source, "next.config"), "output") switch
        {
            "export" => next with { Name = "Next.js, exported", Start = null, Site = new SiteOutput(["out"], SinglePageApp: false), ReplacedStarts = ["next start"] },
            "standalone" => next with { Name = "Next.js, standalone", Start = $"node {directory}server.js", AfterBuild = CopyInto(directory), ReplacedStarts = ["next start"] },
            _ => next,
        };
    }
}
