using DeployMcp.Planning.Plans;

namespace DeployMcp.Planning.Containers.Generated;

/// <summary>A plan's steps as instructions that run them: with the service's variables as a secret file, and its caches mounted.</summary>
internal sealed class PlanSteps(DockerfileText text, BuildPlan plan, GeneratedInputs inputs)
{
    public const string App = "/app";

    public const string Tools = "/opt/deploymcp";

    /// <summary>Takes the variables, which win over the step's own environment, and becomes the command.</summary>
    private const string WithVariables = "if [ -f \"$0\" ]; then . \"$0\"; fi; exec \"$@\"";

    private static readonly string[] PythonTools = ["poetry", "pipenv"];

    private static readonly BuildCache NpmDownloads = new("npm", Variable: "npm_config_cache");

    private readonly IReadOnlyList<BuildCache> _caches =
        inputs.Tools.Count > 0 || plan.Tools.Contains("npm", StringComparer.Ordinal) || plan.Assets is not null ? [.. plan.Caches, NpmDownloads] : plan.Caches;

    /// <summary>The directory of a tool, below which its programs are.</summary>
    public static string PathOf(FetchedTool tool) => $"{Tools}/{tool.Program}/{tool.Binaries}";

    public static string In(string directory) => directory.Length == 0 ? App : $"{App}/{directory}";

    /// <summary>Before any file of the repo: a layer of their own.</summary>
    public void FetchTools()
    {
        foreach (var tool in inputs.Tools)
        {
            string[] command =
            [
                "env", "npm_config_cache=/cache/npm", "npm", "install", "--prefix", $"{Tools}/{tool.Program}", "--ignore-scripts", "--no-package-lock", "--no-audit", "--no-fund",
                "--no-progress", $"{tool.Package}@{tool.Version}",
            ];
            text.Line($"RUN{Mount("npm", "/cache/npm")} {DockerfileText.Json(command)}");
        }

        if (inputs.Tools.Count > 0)
        {
            text.Line($"ENV PATH={string.Concat(inputs.Tools.Select(t => PathOf(t) + ":"))}$PATH");
        }
    }

    /// <summary>Package managers that Python's image lacks, each in an environment of its own.</summary>
    public void FetchPythonTools()
    {
        foreach (var tool in PythonTools.Where(t => plan.Tools.Contains(t, StringComparer.Ordinal)))
        {
            text.Exec("RUN", ["sh", "-c", "python3 -m venv \"$0\" && \"$0/bin/pip\" install --no-cache-dir --progress-bar off \"$1\"", $"{Tools}/{tool}", tool]);
            text.Line($"ENV PATH={Tools}/{tool}/bin:$PATH");
        }
    }

    /// <summary>The manifests alone where they decide it; then the rest of the checkout.</summary>
    public void InstallInto(string copyAll)
    {
        if (plan.Install is not { } install)
        {
            text.Line(copyAll);
            return;
        }

        foreach (var group in inputs.Manifests.GroupBy(m => Path.GetDirectoryName(m)!, StringComparer.Ordinal))
        {
            text.Exec("COPY", [.. group, $"{In(group.Key)}/"]);
        }

        if (inputs.Manifests.Count == 0)
        {
            text.Line(copyAll);
        }

        Install(install);
        if (inputs.Manifests.Count > 0)
        {
            text.Line($"WORKDIR {App}");
            text.Line(copyAll);
        }
    }

    public void Install(InstallStep install) => Step(install.Step, install.Directory ?? plan.Directory, GeneratedDockerfile.InstallSecret, []);

    public void Build(BuildStep build) => Step(build, plan.Directory, GeneratedDockerfile.BuildSecret, [$"DEPLOYMCP_RELEASE={inputs.Release}"]);

    private void Step(BuildStep step, string directory, string secret, IEnumerable<string> more)
    {
        text.Line($"WORKDIR {In(directory)}");
        string[] environment = [.. step.Environment.Select(v => $"{v.Key}={v.Value}"), .. _caches.Where(c => c.Variable is not null).Select(c => $"{c.Variable}=/cache/{c.Name}"), .. more];
        string[] command = ["env", .. environment, "sh", "-c", WithVariables, secret, .. step.Command];
        text.Line($"RUN --mount=type=secret,id={GeneratedDockerfile.SecretId},target={secret}{Mounts()} {DockerfileText.Json(command)}");
    }

    private string Mounts() => string.Concat(_caches.SelectMany(cache =>
    {
        string?[] targets =
        [
            cache.Variable is null ? null : $"/cache/{cache.Name}",
            cache.Path is null ? null : $"{In(plan.Directory)}/{cache.Path}",
            cache.HomePath is null ? null : $"/root/{cache.HomePath}",
        ];
        return targets.OfType<string>().Select(t => Mount(cache.Name, t));
    }).Distinct(StringComparer.Ordinal));

    private string Mount(string name, string target) => $" --mount=type=cache,id={inputs.CacheOwner}-{name},sharing=locked,target={target}";
}
