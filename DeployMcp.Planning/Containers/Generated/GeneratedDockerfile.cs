using System.Text;
using System.Text.Json;
using DeployMcp.Planning.Plans;

namespace DeployMcp.Planning.Containers.Generated;

/// <summary>
/// A plan of our own providers as a Dockerfile of two stages. The service's variables come as one secret file, which only
/// steps see: neither stage nor history nor layer has one of them. Commands stay lists, in the exec form.
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

    private const string App = "/app";

    /// <summary>Where a build leaves a site.</summary>
    private const string Site = "/site";

    /// <summary>Takes the variables, which win over the step's own environment, and becomes the command.</summary>
    private const string WithVariables = "if [ -f \"$0\" ]; then . \"$0\"; fi; exec \"$@\"";

    /// <param name="release">The release's name, in which the variables' digest is: other variables, other build.</param>
    /// <param name="cacheOwner">The service: no other one sees its caches.</param>
    /// <exception cref="ArgumentException">The plan is no process and no site.</exception>
    public static string Of(BuildPlan plan, BaseImages images, string release, string cacheOwner)
    {
        var text = new StringBuilder();
        var image = plan.Site is not null && plan is { Install: null, Build: null } ? images.ForSites : images.Of(plan);
        Line(text, $"FROM {image} AS build");
        Line(text, "USER 0:0");
        Line(text, $"WORKDIR {App}");
        Line(text, "COPY . .");
        Steps(text, plan, release, cacheOwner);
        if (plan.Site is { } site)
        {
            Publish(text, plan, site, images);
        }
        else
        {
            Run(text, plan, image);
        }

        return text.ToString();
    }

    private static void Steps(StringBuilder text, BuildPlan plan, string release, string cacheOwner)
    {
        if (plan.Install is { } install)
        {
            Step(text, plan, install.Step, install.Directory ?? plan.Directory, InstallSecret, cacheOwner, []);
        }

        if (plan.Assets?.Install is { } assets)
        {
            Step(text, plan, assets.Step, assets.Directory ?? plan.Directory, InstallSecret, cacheOwner, []);
        }

        foreach (var build in new[] { plan.Assets?.Build, plan.Build }.OfType<BuildStep>())
        {
            Step(text, plan, build, plan.Directory, BuildSecret, cacheOwner, [$"DEPLOYMCP_RELEASE={release}"]);
        }
    }

    private static void Step(StringBuilder text, BuildPlan plan, BuildStep step, string directory, string secret, string cacheOwner, IEnumerable<string> more)
    {
        Line(text, $"WORKDIR {In(directory)}");
        string[] environment = [.. step.Environment.Select(v => $"{v.Key}={v.Value}"), .. plan.Caches.Where(c => c.Variable is not null).Select(c => $"{c.Variable}=/cache/{c.Name}"), .. more];
        string[] command = ["env", .. environment, "sh", "-c", WithVariables, secret, .. step.Command];
        Line(text, $"RUN --mount=type=secret,id={SecretId},target={secret}{Mounts(plan, cacheOwner)} {Json(command)}");
    }

    private static string Mounts(BuildPlan plan, string cacheOwner) => string.Concat(plan.Caches.SelectMany(cache =>
    {
        string?[] targets =
        [
            cache.Variable is null ? null : $"/cache/{cache.Name}",
            cache.Path is null ? null : $"{In(plan.Directory)}/{cache.Path}",
            cache.HomePath is null ? null : $"/root/{cache.HomePath}",
        ];
        return targets.OfType<string>().Select(t => $" --mount=type=cache,id={cacheOwner}-{cache.Name},sharing=locked,target={t}");
    }).Distinct(StringComparer.Ordinal));

    private static void Run(StringBuilder text, BuildPlan plan, string image)
    {
        var process = plan.Process ?? throw new ArgumentException("Neither a process nor a site.", nameof(plan));
        Line(text, "");
        Line(text, $"FROM {image}");
        foreach (var (name, value) in plan.RuntimeEnvironment)
        {
            Line(text, $"ENV {name}={Quoted(value)}");
        }

        Line(text, $"COPY --from=build --chown={Uid}:{Uid} {App} {App}");
        Line(text, $"WORKDIR {In(process.WorkingDirectory)}");
        Line(text, $"ENV HOME=/tmp");
        Line(text, $"USER {Uid}:{Uid}");
        Line(text, "ENTRYPOINT []");
        Line(text, $"CMD {Json(process.Command)}");
    }

    private static void Publish(StringBuilder text, BuildPlan plan, SiteOutput site, BaseImages images)
    {
        string[] candidates = [.. site.Candidates.Select(c => c.Length == 0 ? "." : c)];
        Line(text, $"WORKDIR {In(plan.Directory)}");
        Line(text, $"RUN {Json(["sh", "-c", SiteScript.Text, "sh", NginxConfig.Of(singlePageApp: false), site.SinglePageApp ? NginxConfig.Of(singlePageApp: true) : NginxConfig.Of(singlePageApp: false), .. candidates])}");
        Line(text, "");
        Line(text, $"FROM {images.ForSites}");
        Line(text, $"COPY --from=build {Site}/files {NginxConfig.Root}");
        Line(text, $"COPY --from=build {Site}/nginx.conf {NginxConfig.Template}");
        Line(text, $"USER {Uid}:{Uid}");
        Line(text, $"EXPOSE {NginxConfig.DefaultPort}");
        Line(text, "ENTRYPOINT []");
        Line(text, $"CMD {Json(NginxConfig.Command)}");
    }

    private static string In(string directory) => directory.Length == 0 ? App : $"{App}/{directory}";

    /// <summary>Everything but ASCII letters escaped: nothing in it can be a variable, a continued line or a here-document to the Dockerfile's parser.</summary>
    private static string Json(IEnumerable<string> words) => JsonSerializer.Serialize(words);

    private static string Quoted(string value)
        => $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("$", "\\$", StringComparison.Ordinal)}\"";

    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');
}
