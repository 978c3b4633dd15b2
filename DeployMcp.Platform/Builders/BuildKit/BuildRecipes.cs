using System.Diagnostics;
using DeployMcp.Domain.Failures;
using DeployMcp.Domain.Security;
using DeployMcp.Domain.Services;
using DeployMcp.Planning.Containers;
using DeployMcp.Planning.Containers.BuildKit;
using DeployMcp.Planning.Containers.Generated;
using DeployMcp.Planning.Sandbox;
using DeployMcp.Platform.Builders.Images;
using DeployMcp.Platform.Builders.Output;

namespace DeployMcp.Platform.Builders.BuildKit;

/// <summary>
/// Chooses what builds: the repo's own Dockerfile, railpack's plan, or our own providers' plan as a generated Dockerfile; the
/// log says which. The user's variables go in as secrets alone.
/// </summary>
internal sealed class BuildRecipes(BuildKitOptions options, ImageBuildRun run)
{
    private const string Generated = "Dockerfile";

    public async Task<BuildRecipe> ChooseAsync(BuildRequest request, BuildWorkspace workspace, IBuildLog log, BuildOutput output, CancellationToken cancellationToken)
    {
        var plan = request.Plan;
        if (plan.Image is { } image)
        {
            return OwnDockerfile(image, request, workspace, log);
        }

        if (plan.Process is not null && RailpackProgram() is { } railpack)
        {
            log.Write("Planning with Railpack");
            return await RailpackAsync(railpack, request, workspace, output, cancellationToken);
        }

        log.Write(plan.Site is null
            ? "Railpack is not installed on the builder: using the platform's own plan, as a generated Dockerfile"
            : "Building a site that nginx serves, by a generated Dockerfile");
        return await GeneratedAsync(request, workspace, cancellationToken);
    }

    private static BuildRecipe OwnDockerfile(ImageBuild image, BuildRequest request, BuildWorkspace workspace, IBuildLog log)
    {
        foreach (var argument in request.Variables.Select(v => v.Key).Intersect(image.Arguments, StringComparer.Ordinal))
        {
            log.Write($"{argument} is not handed over as ARG, which images keep: mount it, RUN --mount=type=secret,id={argument}");
        }

        var context = Path.TrimEndingDirectorySeparator(Path.Combine(workspace.Source, request.Plan.Directory));
        var secrets = request.Variables.Where(v => image.Secrets.Contains(v.Key, StringComparer.Ordinal)).ToList();
        return new BuildRecipe(context, image.Dockerfile, context, null, secrets, image, IsGenerated: false);
    }

    private async Task<BuildRecipe> GeneratedAsync(BuildRequest request, BuildWorkspace workspace, CancellationToken cancellationToken)
    {
        var directory = Directory.CreateDirectory(Path.Combine(workspace.Root, "recipe")).FullName;
        var release = request.Release!;
        var text = GeneratedDockerfile.Of(request.Plan, options.Bases, release.Artifact, release.ServiceId.ToString());
        await File.WriteAllTextAsync(Path.Combine(directory, Generated), text, cancellationToken);

        // Beside its Dockerfile it wins over the repo's own, which was written for another Dockerfile.
        await File.WriteAllTextAsync(Path.Combine(directory, $"{Generated}.dockerignore"), ".git\n", cancellationToken);
        var script = SandboxEnvironment.Script(request.Variables.Select(v => KeyValuePair.Create(v.Key, v.Value.Reveal())));
        return new BuildRecipe(
            directory, Generated, workspace.Source, null, [new EnvVar(GeneratedDockerfile.SecretId, new Sensitive(script))], Described("the generated Dockerfile"), IsGenerated: true);
    }

    private async Task<BuildRecipe> RailpackAsync(
        string railpack, BuildRequest request, BuildWorkspace workspace, BuildOutput output, CancellationToken cancellationToken)
    {
        var directory = Directory.CreateDirectory(Path.Combine(workspace.Root, "recipe")).FullName;
        var context = Path.TrimEndingDirectorySeparator(Path.Combine(workspace.Source, request.Plan.Directory));
        var variables = request.Variables.Where(v => DockerBuildCommand.MayBeInClientEnvironment(v.Key)).ToList();
        var settings = request.Release!.Image!.Settings;
        var start = new ProcessStartInfo(
            railpack, RailpackCommand.Prepare(context, Path.Combine(directory, RailpackCommand.PlanFile), settings, variables.Select(v => v.Key)))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = ToolPath.Value;
        start.Environment["HOME"] = workspace.Home;
        var environment = variables.Select(v => KeyValuePair.Create(v.Key, v.Value.Reveal()));
        if (settings.InstallCommand is { } install)
        {
            environment = environment.Append(KeyValuePair.Create("RAILPACK_INSTALL_CMD", install));
        }

        var result = await run.RunAsync(start, environment, workspace, output, cancellationToken);
        return result.Succeeded
            ? new BuildRecipe(directory, RailpackCommand.PlanFile, context, options.RailpackFrontend, variables, Described("railpack's plan"), IsGenerated: false)
            : throw new DeploymentFailureException(
                FailureCode.BuildFailed, "Railpack could not plan this app.", string.Join('\n', output.Tail().TakeLast(30)),
                "Mend what the evidence names and push, or call update_service with install_command, build_command and start_command.");
    }

    private string? RailpackProgram() => options.Railpack.Length == 0 ? null
        : Path.IsPathRooted(options.Railpack) ? File.Exists(options.Railpack) ? options.Railpack : null
        : ToolPath.Find(options.Railpack);

    private static ImageBuild Described(string name) => new(name, [], [], [], null, null);
}
