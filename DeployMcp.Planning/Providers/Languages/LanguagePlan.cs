using DeployMcp.Domain.Failures;
using DeployMcp.Planning.Plans;
using DeployMcp.Planning.Providers.Static;
using DeployMcp.Planning.Runtime;
using DeployMcp.Planning.Source;

namespace DeployMcp.Planning.Providers.Languages;

/// <summary>What a language's provider would do by itself. <see cref="Decide"/> lets the user's settings win over it, the same way for all.</summary>
internal sealed record LanguagePlan(string Provider)
{
    /// <summary>Where builds put what they make; in the release it lies beside the source.</summary>
    public const string Output = ".release";

    /// <summary>Shell that comes before every line, also the user's: for example the PATH of a virtual environment. Ends in a separator.</summary>
    public string Prelude { get; init; } = "";

    public IReadOnlyList<string> Reasons { get; init; } = [];

    public IReadOnlyDictionary<string, string> BuildEnvironment { get; init; } = ShellStep.NoEnvironment;

    public IReadOnlyDictionary<string, string> RuntimeEnvironment { get; init; } = ShellStep.NoEnvironment;

    public IReadOnlyList<BuildCache> Caches { get; init; } = [];

    /// <summary>Programs that the npm registry has where this machine hasn't.</summary>
    public IReadOnlyList<NpmTool> NpmTools { get; init; } = [];

    public PlannedStep? Install { get; init; }

    /// <summary>The environment that an install_command of the user's is run in, where it isn't there without a step of its own.</summary>
    public Func<string, string> AroundUsersInstall { get; init; } = line => line;

    public PlannedStep? Build { get; init; }

    public PlannedStep? Start { get; init; }

    /// <summary>What is published where nothing starts.</summary>
    public SiteOutput? Site { get; init; }

    /// <summary>Set when package.json beside the app builds what browsers load.</summary>
    public Assets? Assets { get; init; }

    /// <summary>What was looked for where <see cref="Start"/> and <see cref="Site"/> are null.</summary>
    public string StartLookedFor { get; init; } = "";

    public bool Serves => Start is not null || Site is not null;

    /// <exception cref="DeploymentFailureException">Nothing says how it is started.</exception>
    public BuildPlan Decide(SourceTree source, PlanSettings settings)
    {
        var install = PlannedStep.OfUser(settings.InstallCommand, "Installs with your install_command") ?? Install;
        var build = PlannedStep.OfUser(settings.BuildCommand, "Builds with your build_command") ?? Build;
        var start = settings.PublishDirectory is null ? StartOf(source, settings) : null;
        var assets = settings.InstallCommand is null ? Assets : null;
        var assetBuild = settings.BuildCommand is null ? assets?.Plan.Build : null;
        var site = settings.PublishDirectory is not null ? StaticProvider.BuiltSite(settings) : start is null ? Site : null;
        if (start is null && site is null)
        {
            throw StartCommandMissing(source);
        }

        return new BuildPlan(
            Provider,
            [.. Lines(install, assets, build, start, site, settings)],
            [.. Tools(install, build, start, assets)],
            "",
            install is null ? null : new InstallStep(InstallStepOf(install), install.Cache),
            build?.ToBuildStep(Prelude, BuildEnvironment),
            start is null ? null : new RevisionProcess(start.Command(Prelude), ""),
            site,
            start is null ? ShellStep.NoEnvironment : RuntimeEnvironment)
        {
            Caches = [.. Caches, .. assets?.Plan.Caches ?? []],
            NpmTools = [.. NpmTools, .. assets?.Plan.NpmTools ?? []],
            Assets = assets is null ? null : new AssetSteps(assets.Plan.Install, assetBuild),
        };
    }

    private PlannedStep? StartOf(SourceTree source, PlanSettings settings)
        => PlannedStep.OfUser(settings.StartCommand, "Starts with your start_command")
            ?? PlannedStep.OfUser(ProcfileCommand.Web(source), "Starts with Procfile's web line")
            ?? Start;

    private BuildStep InstallStepOf(PlannedStep install)
    {
        var step = install == Install ? install : install with { Line = AroundUsersInstall(install.Line) };
        return step.ToBuildStep(Prelude, BuildEnvironment);
    }

    private IEnumerable<string> Lines(PlannedStep? install, Assets? assets, PlannedStep? build, PlannedStep? start, SiteOutput? site, PlanSettings settings)
    {
        string?[] lines =
        [
            .. Reasons, install?.Reason, assets?.Reason, build?.Reason, start?.Reason,
            site is null ? null : settings.PublishDirectory is { } published ? $"Publishes {published} as a static site" : $"Publishes {site.Candidates[0]} as a static site",
        ];
        return lines.OfType<string>();
    }

    private static IEnumerable<string> Tools(PlannedStep? install, PlannedStep? build, PlannedStep? start, Assets? assets)
        => new[] { install, build, start }.OfType<PlannedStep>().SelectMany(s => s.Tools).Concat(assets?.Plan.Tools ?? []).Distinct(StringComparer.Ordinal).DefaultIfEmpty("sh");

    private DeploymentFailureException StartCommandMissing(SourceTree source) => new(
        FailureCode.StartCommandMissing,
        $"Nothing says how this app ({Provider}) is started.",
        $"Looked for: start_command; a web line in Procfile{(source.Has("Procfile") ? " (it has none)" : "")}; {StartLookedFor}.",
        "Deploy with start_command (the app is to listen on 0.0.0.0 and the port in PORT), or push one of the files looked for.");
}
