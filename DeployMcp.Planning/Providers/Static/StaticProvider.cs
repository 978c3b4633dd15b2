using DeployMcp.Domain.Failures;
using DeployMcp.Planning.Plans;
using DeployMcp.Planning.Providers.Node;
using DeployMcp.Planning.Source;

namespace DeployMcp.Planning.Providers.Static;

/// <summary>Files that are served as they are, or as a build makes them.</summary>
internal sealed class StaticProvider : IProvider
{
    private static readonly string[] Outputs = ["dist", "build", "out", ".output/public", "build/client", "dist/client", "public", "_site", "www"];

    public string Name => "Static site";

    public string LooksFor => "index.html at the top level or in public, dist, build, out, _site or www";

    public string? Detect(SourceTree source, PlanSettings settings)
    {
        if (settings.BuildPack == Domain.Services.BuildPack.Static)
        {
            return "build_pack is static";
        }

        if (settings.PublishDirectory is { } published)
        {
            return $"publish_directory is {published}";
        }

        // Whoever says what is to be started has no pages only.
        return settings.StartCommand is not null || ProcfileCommand.Web(source) is not null ? null
            : FindPages(source, settings) is { } pages ? $"Detected a static site because of {Join(pages, "index.html")}" : null;
    }

    public BuildPlan Plan(SourceTree source, PlanSettings settings)
    {
        var package = PackageJson.Read(source);
        if (settings.BuildCommand is not null || settings.InstallCommand is not null || package?.Script("build") is not null)
        {
            var project = NodeProject.Of(source, settings);
            return NodeSteps.Of(project).Plan(Name, [], NodeProvider.SiteOf(project));
        }

        var directory = FindPages(source, settings) ?? throw NoPages(source, settings);
        return new BuildPlan(Name, [], [], "", null, null, null, new SiteOutput([directory], SinglePageApp: false), ShellStep.NoEnvironment);
    }

    /// <summary>Where a build's output is looked for; unknown paths belong to the app that was built.</summary>
    public static SiteOutput BuiltSite(PlanSettings settings)
        => new(settings.PublishDirectory is { } directory ? [directory] : Outputs, SinglePageApp: true);

    /// <summary>The directory that can be served without a build; empty for the top level, null when there is none.</summary>
    public static string? FindPages(SourceTree source, PlanSettings settings)
        => settings.PublishDirectory is { } published
            ? source.HasDirectory(published) ? published : null
            : Outputs.Prepend("").FirstOrDefault(d => source.Has(Join(d, "index.html")));

    private static string Join(string directory, string file) => directory.Length == 0 ? file : $"{directory}/{file}";

    private static DeploymentFailureException NoPages(SourceTree source, PlanSettings settings) => settings.PublishDirectory is { } published
        ? new(
            FailureCode.BuildFailed,
            $"The publish directory '{published}' doesn't exist and nothing builds it.",
            $"package.json: {(source.Has("package.json") ? "there, without a build script" : "none")}",
            "Push that directory, add a build script that makes it, or name another publish_directory.")
        : new(
            FailureCode.NoProvider,
            "There is no index.html to serve.",
            $"Looked in the top level and in {string.Join(", ", Outputs)}; package.json: {(source.Has("package.json") ? "there, without a build script" : "none")}",
            "Push an index.html, or set publish_directory or root_directory to where it is.");
}
