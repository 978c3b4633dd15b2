using DeployMcp.Planning.Plans;

namespace DeployMcp.Planning.Containers.Generated;

/// <summary>
/// A plan of our own providers as a Dockerfile: a stage that builds, one before it for the assets of an app in another
/// language, and the image that runs. The service's variables come as one secret file, which only steps see: neither stage
/// nor history nor layer has one of them. Commands stay lists, in the exec form.
/// </summary>
public static class GeneratedDockerfile
{
    /// <summary>The secret that holds the service's variables as a script that exports them.</summary>
    public const string SecretId = "deploymcp-variables";

    /// <summary>Where an install step finds it: by that, a step that failed is known.</summary>
    public const string InstallSecret = "/run/deploymcp/install";

    public const string BuildSecret = "/run/deploymcp/build";

    /// <summary>Who the app runs as; a number, since Kubernetes can't tell of a name that it isn't root.</summary>
    public const int Uid = 10_001;

    private const string CopyCheckout = "COPY . .";

    private const string CopyAssets = $"COPY --from=assets {PlanSteps.App} {PlanSteps.App}";

    /// <summary>Where a build leaves a site.</summary>
    private const string Site = "/site";

    /// <exception cref="ArgumentException">The plan is no process and no site.</exception>
    public static string Of(BuildPlan plan, BaseImages images, GeneratedInputs inputs)
    {
        var text = new DockerfileText();
        var steps = new PlanSteps(text, plan, inputs);
        if (plan.Assets is { } assets)
        {
            BuildAssets(text, steps, assets, images);
        }

        text.Line($"FROM {(plan.Site is not null && plan is { Install: null, Build: null } ? images.ForSites : images.Of(plan))} AS build");
        text.Line("USER 0:0");
        text.Line($"WORKDIR {PlanSteps.App}");
        if (plan.Assets is null)
        {
            steps.FetchTools();
        }

        steps.FetchPythonTools();
        steps.InstallInto(plan.Assets is null ? CopyCheckout : CopyAssets);
        if (plan.Build is { } build)
        {
            steps.Build(build);
        }

        if (plan.Site is { } site)
        {
            Publish(text, plan, site, images);
        }
        else
        {
            Run(text, plan, images, inputs);
        }

        return text.ToString();
    }

    /// <summary>On Node's image: the language's own has none.</summary>
    private static void BuildAssets(DockerfileText text, PlanSteps steps, AssetSteps assets, BaseImages images)
    {
        text.Line($"FROM {images.ForAssets} AS assets");
        text.Line("USER 0:0");
        text.Line($"WORKDIR {PlanSteps.App}");
        steps.FetchTools();
        text.Line(CopyCheckout);
        if (assets.Install is { } install)
        {
            steps.Install(install);
        }

        if (assets.Build is { } build)
        {
            steps.Build(build);
        }

        text.Line("");
    }

    private static void Run(DockerfileText text, BuildPlan plan, BaseImages images, GeneratedInputs inputs)
    {
        var process = plan.Process ?? throw new ArgumentException("Neither a process nor a site.", nameof(plan));
        var tools = plan.Assets is null ? inputs.Tools.Where(t => t.AtRuntime).ToList() : [];
        text.Line("");
        text.Line($"FROM {images.RuntimeOf(plan)}");
        foreach (var (name, value) in plan.RuntimeEnvironment)
        {
            text.Line($"ENV {name}={DockerfileText.Quoted(value)}");
        }

        foreach (var tool in tools)
        {
            text.Line($"COPY --from=build {PlanSteps.Tools}/{tool.Program} {PlanSteps.Tools}/{tool.Program}");
        }

        if (tools.Count > 0)
        {
            text.Line($"ENV PATH={string.Concat(tools.Select(t => PlanSteps.PathOf(t) + ":"))}$PATH");
        }

        text.Line($"COPY --from=build --chown={Uid}:{Uid} {PlanSteps.App} {PlanSteps.App}");
        text.Line($"WORKDIR {PlanSteps.In(process.WorkingDirectory)}");
        text.Line("ENV HOME=/tmp");
        text.Line($"USER {Uid}:{Uid}");
        text.Line("ENTRYPOINT []");
        text.Exec("CMD", process.Command);
    }

    private static void Publish(DockerfileText text, BuildPlan plan, SiteOutput site, BaseImages images)
    {
        string[] candidates = [.. site.Candidates.Select(c => c.Length == 0 ? "." : c)];
        text.Line($"WORKDIR {PlanSteps.In(plan.Directory)}");
        text.Exec("RUN", ["sh", "-c", SiteScript.Text, "sh", NginxConfig.Of(singlePageApp: false), NginxConfig.Of(site.SinglePageApp), .. candidates]);
        text.Line("");
        text.Line($"FROM {images.ForSites}");
        text.Line($"COPY --from=build {Site}/files {NginxConfig.Root}");
        text.Line($"COPY --from=build {Site}/nginx.conf {NginxConfig.Template}");
        text.Line($"USER {Uid}:{Uid}");
        text.Line($"EXPOSE {NginxConfig.DefaultPort}");
        text.Line("ENTRYPOINT []");
        text.Exec("CMD", NginxConfig.Command);
    }
}
