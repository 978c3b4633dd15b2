using DeployMcp.Domain.Failures;
using DeployMcp.Planning.Plans;
using DeployMcp.Planning.Providers.Static;
using DeployMcp.Planning.Runtime;
using DeployMcp.Planning.Source;

namespace DeployMcp.Planning.Providers.Node;

/// <summary>JavaScript on Node.js: a server, or a site that a build script makes.</summary>
internal sealed class NodeProvider : IProvider
{
    public string Name => "Node.js";

    public string LooksFor => "package.json, server.js, index.js or app.js";

    public string? Detect(SourceTree source, PlanSettings settings)
    {
        var package = PackageJson.Read(source);
        if (package is null)
        {
            return NodeStart.Find(source, null, settings with { StartCommand = null }) is { Command: ["node", var file] } ? $"Detected Node.js because of {file}" : null;
        }

        var onlyPages = package.Script("build") is null && settings.BuildCommand is null
            && NodeStart.Find(source, package, settings) is null && StaticProvider.FindPages(source, settings) is not null;
        return onlyPages ? null : "Detected Node.js because of package.json";
    }

    public BuildPlan Plan(SourceTree source, PlanSettings settings)
    {
        var package = PackageJson.Read(source);
        var steps = NodeSteps.Of(source, package, settings);
        if (settings.PublishDirectory is null && NodeStart.Find(source, package, settings) is { } start)
        {
            return steps.Plan(Name, [start.Reason], new RevisionProcess(start.Command, ""), null);
        }

        if (steps.Build is null && settings.PublishDirectory is null)
        {
            throw StartCommandMissing(source, package);
        }

        var site = StaticProvider.BuiltSite(settings);
        return steps.Plan(Name, ["Serves the build's output as a static site: nothing here starts a server"], null, site);
    }

    private static DeploymentFailureException StartCommandMissing(SourceTree source, PackageJson? package) => new(
        FailureCode.StartCommandMissing,
        "Nothing says how this app is started.",
        $"Looked for: start_command, a start script in package.json{(package is null ? " (there is none)" : "")}, a web line in Procfile{(source.Has("Procfile") ? " (it has none)" : "")}, "
            + "package.json's main, server.js, index.js, app.js; and for a static site: a build script, or index.html.",
        "Add a start script to package.json and push, or call update_service with start_command.");
}
