using System.Diagnostics;
using System.Text.Json;
using DeployMcp.Domain.Failures;
using DeployMcp.Domain.Security;
using DeployMcp.Domain.Services;
using DeployMcp.Planning.Containers;
using DeployMcp.Planning.Containers.BuildKit;
using DeployMcp.Planning.Diagnosis;
using DeployMcp.Planning.Plans;
using DeployMcp.Platform.Builders.Images;
using DeployMcp.Platform.Builders.Output;

namespace DeployMcp.Platform.Builders.BuildKit;

/// <summary>
/// Plans with the <c>railpack</c> binary; BuildKit then runs the plan with railpack's frontend, of the same version where the
/// setting names none ("Running Railpack in Production").
/// </summary>
internal sealed class RailpackPlanner(BuildKitOptions options, ImageBuildRun run)
{
    /// <returns>Its program; null where there is none.</returns>
    public string? Find() => options.Railpack.Length == 0 ? null
        : Path.IsPathRooted(options.Railpack) ? File.Exists(options.Railpack) ? options.Railpack : null
        : ToolPath.Find(options.Railpack);

    /// <exception cref="DeploymentFailureException">It can't plan this app, or a variable is missing that the plan asks for.</exception>
    public async Task<BuildRecipe> PlanAsync(
        string railpack, BuildRequest request, BuildWorkspace workspace, IBuildLog log, BuildOutput output, CancellationToken cancellationToken)
    {
        var version = await VersionAsync(railpack, cancellationToken);
        log.Write($"Planning with Railpack {version}".TrimEnd());
        var directory = Directory.CreateDirectory(Path.Combine(workspace.Root, "recipe")).FullName;
        var plan = Path.Combine(directory, RailpackCommand.PlanFile);
        var context = Path.TrimEndingDirectorySeparator(Path.Combine(workspace.Source, request.Plan.Directory));
        var settings = request.Release!.Image!.Settings;
        var variables = VariablesOf(request.Variables, settings);
        var start = Start(railpack, RailpackCommand.Prepare(context, plan, settings, variables.Select(v => v.Key)), workspace.Home);
        var result = await run.RunAsync(start, variables.Select(v => KeyValuePair.Create(v.Key, v.Value.Reveal())), workspace, output, cancellationToken);
        if (!result.Succeeded)
        {
            throw new DeploymentFailureException(
                FailureCode.BuildFailed, "Railpack could not plan this app.", string.Join('\n', output.Tail().TakeLast(30)),
                "Mend what the evidence names and push, or call update_service with install_command, build_command and start_command.");
        }

        var secrets = SecretsOf(await File.ReadAllTextAsync(plan, cancellationToken), variables);
        return new BuildRecipe(
            directory, RailpackCommand.PlanFile, context, FrontendOf(version), secrets, new ImageBuild("railpack's plan", [], [], [], null, null), IsGenerated: false);
    }

    /// <summary>What its planner is to know, and its steps get: not what means something to the program itself.</summary>
    private static List<EnvVar> VariablesOf(IReadOnlyList<EnvVar> variables, PlanSettings settings)
    {
        var handed = variables.Where(v => DockerBuildCommand.MayBeInClientEnvironment(v.Key)).ToList();
        if (settings.InstallCommand is { } install)
        {
            handed.RemoveAll(v => v.Key == RailpackCommand.InstallVariable);
            handed.Add(new EnvVar(RailpackCommand.InstallVariable, new Sensitive(install)));
        }

        return handed;
    }

    /// <summary>The plan's secrets are mounted in every step: one that nobody gives would fail the first of them.</summary>
    private static List<EnvVar> SecretsOf(string plan, IReadOnlyList<EnvVar> variables)
    {
        using var json = JsonDocument.Parse(plan);
        string[] names = json.RootElement.TryGetProperty("secrets", out var found) && found.ValueKind == JsonValueKind.Array
            ? [.. found.EnumerateArray().Select(s => s.GetString()!).Distinct(StringComparer.Ordinal)]
            : [];
        var missing = names.Except(variables.Select(v => v.Key), StringComparer.Ordinal).ToList();
        return missing.Count == 0
            ? [.. variables.Where(v => names.Contains(v.Key, StringComparer.Ordinal))]
            : throw new DeploymentFailureException(
                FailureCode.BuildFailed,
                $"railpack.json asks for secrets that are not among the service's variables: {string.Join(", ", missing)}.",
                null,
                $"Call update_service with {MissingVariables.Argument(missing)}: it deploys again by itself. Or take them out of railpack.json and push.");
    }

    private string FrontendOf(string version)
    {
        var image = options.RailpackFrontend;
        return image.LastIndexOf(':') > image.LastIndexOf('/') || image.Contains('@', StringComparison.Ordinal) ? image
            : version.Length == 0 ? $"{image}:latest" : $"{image}:v{version}";
    }

    /// <summary>Of <c>railpack version 0.15.1</c>; empty where it says something else.</summary>
    private static async Task<string> VersionAsync(string railpack, CancellationToken cancellationToken)
    {
        using var process = Process.Start(Start(railpack, ["--version"], "/tmp")) ?? throw new InvalidOperationException($"{railpack} did not start.");
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        var text = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await errors;
        await process.WaitForExitAsync(cancellationToken);
        var last = text.Trim().Split(' ')[^1].TrimStart('v');
        return System.Version.TryParse(last, out _) ? last : "";
    }

    private static ProcessStartInfo Start(string program, IEnumerable<string> arguments, string home)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Clear();
        start.Environment["PATH"] = ToolPath.Value;
        start.Environment["HOME"] = home;
        return start;
    }
}
