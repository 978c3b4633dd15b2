using DeployMcp.Domain.Failures;
using DeployMcp.Domain.Security;
using DeployMcp.Domain.Services;
using DeployMcp.Planning.Containers;
using DeployMcp.Planning.Containers.Generated;
using DeployMcp.Planning.Plans;
using DeployMcp.Planning.Sandbox;
using DeployMcp.Platform.Builders.Images;
using DeployMcp.Platform.Builders.Output;
using DeployMcp.Platform.Builders.Tools;

namespace DeployMcp.Platform.Builders.BuildKit;

/// <summary>
/// Chooses what builds: the repo's own Dockerfile, railpack's plan, or our own providers' plan as a generated Dockerfile; the
/// log says which. The user's variables go in as secrets alone.
/// </summary>
internal sealed class BuildRecipes(BuildKitOptions options, BuildOptions build, ImageBuildRun run)
{
    private const string Generated = "Dockerfile";

    private readonly RailpackPlanner _railpack = new(options, run);

    public async Task<BuildRecipe> ChooseAsync(BuildRequest request, BuildWorkspace workspace, IBuildLog log, BuildOutput output, CancellationToken cancellationToken)
    {
        var plan = request.Plan;
        if (plan.Image is { } image)
        {
            return OwnDockerfile(image, request, workspace, log);
        }

        if (plan.Process is not null && _railpack.Find() is { } railpack)
        {
            return await _railpack.PlanAsync(railpack, request, workspace, log, output, cancellationToken);
        }

        log.Write(plan.Site is null
            ? "Railpack is not installed on the builder: building by the platform's own plan, as a generated Dockerfile"
            : "Building a site that nginx serves, by a generated Dockerfile");
        return await GeneratedAsync(request, workspace, cancellationToken);
    }

    private static BuildRecipe OwnDockerfile(ImageBuild image, BuildRequest request, BuildWorkspace workspace, IBuildLog log)
    {
        if (image.Frontend is { } frontend)
        {
            // A program of its own beside the daemon: it could mount the caches of any service.
            throw new DeploymentFailureException(
                FailureCode.ImageRejected,
                $"{image.Dockerfile} wants to be built by {frontend}; on this platform only Docker's own frontend builds.",
                $"syntax={frontend}",
                $"Take the syntax line out of the {image.Dockerfile}, or name docker/dockerfile:1 in it; then push.");
        }

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
        var inputs = new GeneratedInputs(
            release.Artifact,
            release.ServiceId.ToString(),
            InstallManifests.Of(request.Plan, SourceTreeReader.Read(workspace.Source, build.MaxSourceFiles)),
            [.. request.Plan.NpmTools.Select(Fetched)]);
        var text = GeneratedDockerfile.Of(request.Plan, options.Bases, inputs);
        await File.WriteAllTextAsync(Path.Combine(directory, Generated), text, cancellationToken);

        // Beside its Dockerfile it wins over the repo's own, which was written for another Dockerfile.
        await File.WriteAllTextAsync(Path.Combine(directory, $"{Generated}.dockerignore"), ".git\n", cancellationToken);
        var script = SandboxEnvironment.Script(request.Variables.Select(v => KeyValuePair.Create(v.Key, v.Value.Reveal())));
        return new BuildRecipe(
            directory, Generated, workspace.Source, null, [new EnvVar(GeneratedDockerfile.SecretId, new Sensitive(script))], new ImageBuild("the generated Dockerfile", [], [], [], null, null), IsGenerated: true);
    }

    private FetchedTool Fetched(NpmTool tool)
    {
        var spec = NpmToolSpec.Of(tool, options.Architecture == "arm64");
        return new FetchedTool(tool.Program, spec.Package, spec.Version, spec.Binaries, tool.AtRuntime);
    }
}
