using DeployMcp.Domain.Failures;
using DeployMcp.Planning.Plans;
using DeployMcp.Planning.Providers.Static;
using DeployMcp.Planning.Source;

namespace DeployMcp.Planning.Providers.Node;

/// <summary>JavaScript on Node.js: a server, or a site that a build script makes.</summary>
internal sealed class NodeProvider : IProvider
{
    public string Name => "Node.js";

    public string LooksFor => "package.json, server.js, index.js or app.js";

    public string? Detect(SourceTree source, PlanSettings settings)
    {
        if (PackageJson.Read(source) is null)
        {
            var bare = NodeProject.Of(source, settings with { StartCommand = null });
            return NodeStart.Find(bare) is { Command: ["node", var file] } ? $"Detected Node.js because of {file}" : null;
        }

        var project = NodeProject.Of(source, settings);
        var onlyPages = NodeBuild.Of(project).Step is null && NodeStart.Find(project) is null && StaticProvider.FindPages(source, settings) is not null;
        return onlyPages ? null : "Detected Node.js because of package.json";
    }

    public BuildPlan Plan(SourceTree source, PlanSettings settings)
    {
        var project = NodeProject.Of(source, settings);
        var steps = NodeSteps.Of(project);
        if (settings.PublishDirectory is null && NodeStart.Find(project) is { } start)
        {
            return steps.Plan(Name, start);
        }

        if (settings.PublishDirectory is null && project.Framework?.Refusal is { } refusal)
        {
            throw refusal();
        }

        if (steps.Build is null && settings.PublishDirectory is null)
        {
            throw StartCommandMissing(project);
        }

        return steps.Plan(Name, ["Serves the build's output as a static site: nothing here starts a server"], SiteOf(project));
    }

    /// <summary>Where a build's pages are looked for: where the user says, where the framework puts them, or the usual places.</summary>
    public static SiteOutput SiteOf(NodeProject project)
        => project.Settings.PublishDirectory is null && project.Framework?.Site is { } known ? known : StaticProvider.BuiltSite(project.Settings);

    private static DeploymentFailureException StartCommandMissing(NodeProject project) => new(
        FailureCode.StartCommandMissing,
        "Nothing says how this app is started.",
        $"Looked for: start_command, a start script in package.json{(project.Package is null ? " (there is none)" : "")}, a web line in Procfile{(project.Source.Has("Procfile") ? " (it has none)" : "")}, "
            + "package.json's main, server.js, index.js, app.js, and the same in TypeScript; a framework's own server; and for a static site: a build script, or index.html.",
        "Add a start script to package.json and push, or call update_service with start_command.");
}
