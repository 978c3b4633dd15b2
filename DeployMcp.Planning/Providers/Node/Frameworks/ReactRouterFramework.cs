using DeployMcp.Planning.Plans;

namespace DeployMcp.Planning.Providers.Node.Frameworks;

/// <summary>React Router as a framework, and Remix, which it was before.</summary>
internal static class ReactRouterFramework
{
    public static Framework? Of(NodeProject project)
    {
        if (project.DependsOn("@react-router/dev"))
        {
            var router = new Framework("React Router", "package.json depends on @react-router/dev") { Build = "react-router build", Node = Framework.MaintainedNode };
            return ConfigText.IsFalse(ConfigText.Read(project.Source, "react-router.config"), "ssr")
                ? router with { Name = "React Router, single page app", Site = Client, ReplacedStarts = ["react-router-serve"] }
                : router with { Start = project.DependsOn("@react-router/serve") ? "react-router-serve ./build/server/index.js" : null };
        }

        if (!project.DependsOn("@remix-run/dev"))
        {
            return null;
        }

        var config = ConfigText.Read(project.Source, "vite.config");
        var remix = new Framework("Remix", "package.json depends on @remix-run/dev") { Build = config.Length > 0 ? "remix vite:build" : "remix build" };
        return ConfigText.IsFalse(config, "ssr")
            ? remix with { Name = "Remix, single page app", Site = Client }
            : remix with { Start = project.DependsOn("@remix-run/serve") ? $"remix-serve ./build/{(config.Length > 0 ? "server/" : "")}index.js" : null };
    }

    private static SiteOutput Client => new(["build/client"], SinglePageApp: true);
}
