using System.Globalization;
using System.Text.Json;
using DeployMcp.Planning.Containers;
using DeployMcp.Planning.Containers.BuildKit;
using DeployMcp.Planning.Plans;
using DeployMcp.Planning.Runtime;
using DeployMcp.Platform.Builders.Images;
using DeployMcp.Platform.Builders.Output;
using DeployMcp.Platform.Registries;

namespace DeployMcp.Platform.Builders.BuildKit;

/// <summary>
/// Builds every plan on a buildkitd somewhere else, which pushes the image to the registry; what is deployed is its digest.
/// Nothing of it stays on this machine.
/// </summary>
public sealed class BuildKitBuilder : IBuilder
{
    private readonly BuildKitOptions _kit;
    private readonly RegistryOptions _registryOptions;
    private readonly BuildOptions _options;
    private readonly TimeProvider _time;
    private readonly BuildKitClient _client;
    private readonly ImageBuildRun _run;
    private readonly BuildRecipes _recipes;
    private readonly BuildKitFailures _failures;
    private readonly PushedImages _pushed;

    public BuildKitBuilder(BuildKitOptions kit, RegistryOptions registryOptions, RegistryClient registry, BuildOptions options, TimeProvider time)
    {
        (_kit, _registryOptions, _options, _time) = (kit, registryOptions, options, time);
        _client = new BuildKitClient(kit, registryOptions);
        _run = new ImageBuildRun(options, time);
        _recipes = new BuildRecipes(kit, options, _run);
        _failures = new BuildKitFailures(options);
        _pushed = new PushedImages(registry, kit);
    }

    public bool Builds(BuildPlan plan) => true;

    public async Task<BuiltRelease> BuildAsync(BuildRequest request, BuildWorkspace workspace, IBuildLog log, CancellationToken cancellationToken)
    {
        var source = request.Release?.Image ?? throw new ArgumentException("A build that is pushed needs the image's name.", nameof(request));
        var repository = RegistryRepository.Of(_registryOptions.Address, source.Tenant, source.Service);
        var started = _time.GetTimestamp();
        var cache = await _pushed.FindCacheAsync(repository, cancellationToken);
        var output = new BuildOutput(new ShownBuildLog(log), new SecretMask(request.Variables), workspace.Source, _options);
        var recipe = await _recipes.ChooseAsync(request, workspace, log, output, cancellationToken);
        log.Write($"Building {repository.Tagged(source.Commit)} with BuildKit");
        var digest = await SolveAsync(recipe, request, repository, workspace, log, output, cancellationToken);
        var built = await _pushed.CheckAsync(repository, digest, recipe.Image, cancellationToken);
        await _pushed.ForgetCacheAsync(repository, cache, cancellationToken);
        var reference = repository.ByDigest(digest);
        log.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"Built and pushed in {_time.GetElapsedTime(started).TotalSeconds:0.0} s: {reference}, {built.Bytes / (1024.0 * 1024.0):0.0} MiB compressed"));
        var image = new RevisionImage(digest, recipe.Image.Command, recipe.Image.ExposedPort ?? built.ExposedPort) { Reference = reference, ReadOnlyRoot = request.Plan.Site is not null };
        return new BuiltRelease("", null, null, request.Plan.RuntimeEnvironment) { Image = image };
    }

    /// <summary>Before the first build: ends the clients of a worker that was killed, and with them their builds.</summary>
    public Task EndLeftoversAsync() => _run.EndLeftoversAsync();

    /// <returns>The digest of what was pushed.</returns>
    private async Task<string> SolveAsync(
        BuildRecipe recipe, BuildRequest request, RegistryRepository repository, BuildWorkspace workspace, IBuildLog log, BuildOutput output, CancellationToken cancellationToken)
    {
        var program = _client.Find();
        var solve = await DescribeAsync(recipe, request, repository, workspace, cancellationToken);
        while (true)
        {
            var result = await _run.RunAsync(await _client.PrepareAsync(program, solve, workspace, cancellationToken), [], workspace, output, cancellationToken);
            if (result.Succeeded)
            {
                using var document = JsonDocument.Parse(await File.ReadAllTextAsync(solve.MetadataFile, cancellationToken));
                return document.RootElement.GetProperty("containerimage.digest").GetString()!;
            }

            var lines = output.Tail();
            if (result.Limit is not null || solve.Attestations.AfterFailure(BuildKitOutput.FindFailure(lines)?.Name ?? "", lines) is not { } fewer)
            {
                throw _failures.Of(recipe, request.Plan, result, output);
            }

            log.Write(fewer.Provenance ? "The SBOM could not be made: building without it" : "This BuildKit makes no attestations: building without SBOM and provenance");
            solve = solve with { Attestations = fewer };
        }
    }

    private async Task<BuildKitSolve> DescribeAsync(
        BuildRecipe recipe, BuildRequest request, RegistryRepository repository, BuildWorkspace workspace, CancellationToken cancellationToken)
    {
        var release = request.Release!;
        return new BuildKitSolve(
            recipe.Context,
            recipe.Directory,
            recipe.File,
            recipe.Frontend,
            [repository.Tagged(release.Image!.Commit), repository.TaggedRelease(release.Artifact)],
            _kit.RegistryCache ? repository.Cache : null,
            await BuildSecretFiles.WriteAsync(recipe.Secrets, workspace, cancellationToken),
            [new(ImageName.ServiceLabel, release.ServiceId.ToString()), new(ImageName.DeploymentLabel, release.DeploymentId.ToString())],
            release.ServiceId.ToString(),
            Path.Combine(workspace.Root, "metadata.json"),
            _registryOptions.Insecure)
        {
            SecretsDigest = recipe.Frontend is null ? null : release.Artifact,
            Attestations = new Attestations(Provenance: true, _kit.SbomGenerator),
        };
    }
}
