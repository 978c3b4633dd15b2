using DeployMcp.Planning.Plans;

namespace DeployMcp.Planning.Providers.Node.Frameworks;

/// <summary>Tools which build a site and nothing else.</summary>
internal static class SiteGenerators
{
    private static readonly (string Dependency, string Name, string Build, string[] Outputs, bool SinglePageApp)[] Known =
    [
        ("react-scripts", "Create React App", "react-scripts build", ["build"], true),
        ("gatsby", "Gatsby", "gatsby build", ["public"], false),
        ("@docusaurus/core", "Docusaurus", "docusaurus build", ["build"], false),
        ("vitepress", "VitePress", "vitepress build", [".vitepress/dist", "docs/.vitepress/dist", "dist"], false),
        ("@11ty/eleventy", "Eleventy", "eleventy", ["_site"], false),
        ("hexo", "Hexo", "hexo generate", ["public"], false),
        ("@vue/cli-service", "Vue CLI", "vue-cli-service build", ["dist"], true),
        ("@rsbuild/core", "Rsbuild", "rsbuild build", ["dist"], true),
        ("vite", "Vite", "vite build", ["dist", "build", "dist/client", "build/client"], true),
        ("parcel", "Parcel", "parcel build", ["dist"], true),
    ];

    public static Framework? Of(NodeProject project)
    {
        if (Known.FirstOrDefault(k => project.DependsOn(k.Dependency)) is not { Name: not null } known)
        {
            return null;
        }

        var outputs = known.Dependency == "vite" && ConfigText.Directory(ConfigText.Read(project.Source, "vite.config"), "outDir") is { } own
            ? [own, .. known.Outputs]
            : known.Outputs;
        return new Framework(known.Name, $"package.json depends on {known.Dependency}")
        {
            // Vite and Parcel are also tools of servers' builds: without a build script nothing says that there is a site.
            Build = known.Dependency is "vite" or "parcel" && !project.Source.Has("index.html") ? null : known.Build,
            Site = new SiteOutput(outputs, known.SinglePageApp),
            Node = known.Dependency == "vite" ? "^20.19.0 || >=22.12.0" : null,
            BuildPrefix = known.Dependency == "react-scripts" ? WarningsAreNoErrors : null,
        };
    }

    /// <summary>Create React App fails on a mere warning where CI is set.</summary>
    private const string WarningsAreNoErrors = "export CI=false; ";
}
