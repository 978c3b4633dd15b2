using System.Globalization;
using System.Text;
using System.Text.Json;
using DeployMcp.Domain.Failures;
using DeployMcp.Domain.Services;
using DeployMcp.Planning.Containers;
using DeployMcp.Planning.Containers.BuildKit;
using DeployMcp.Planning.Plans;
using DeployMcp.Planning.Runtime;
using DeployMcp.Platform.Builders.Images;
using DeployMcp.Platform.Builders.Output;
using DeployMcp.Platform.Registries;

namespace DeployMcp.Platform.Builders.BuildKit;

/// <summary>
/// Builds every plan on a buildkitd somewhere else, which pushes the image to the registry; what is deployed is its digest. The
/// release's directory holds only the record of it.
/// </summary>
public sealed class BuildKitBuilder : IBuilder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly BuildKitOptions _kit;
    private readonly RegistryOptions _registryOptions;
    private readonly RegistryClient _registry;
    private readonly BuildOptions _options;
    private readonly TimeProvider _time;
    private readonly BuildKitClient _client;
    private readonly ImageBuildRun _run;
    private readonly BuildRecipes _recipes;
    private readonly BuildKitFailures _failures;

    public BuildKitBuilder(BuildKitOptions kit, RegistryOptions registryOptions, RegistryClient registry, BuildOptions options, TimeProvider time)
    {
        (_kit, _registryOptions, _registry, _options, _time) = (kit, registryOptions, registry, options, time);
        _client = new BuildKitClient(kit, registryOptions);
        _run = new ImageBuildRun(options, time);
        _recipes = new BuildRecipes(kit, _run);
        _failures = new BuildKitFailures(options);
    }

    public bool Builds(BuildPlan plan) => true;

    public async Task<BuiltRelease> BuildAsync(BuildRequest request, BuildWorkspace workspace, IBuildLog log, CancellationToken cancellationToken)
    {
        var source = request.Release?.Image ?? throw new ArgumentException("A build that is pushed needs the image's name.", nameof(request));
        var repository = RegistryRepository.Of(_registryOptions.Address, source.Tenant, source.Service);
        var started = _time.GetTimestamp();
        var output = new BuildOutput(new ShownBuildLog(log), new SecretMask(request.Variables), workspace.Source, _options);
        var recipe = await _recipes.ChooseAsync(request, workspace, log, output, cancellationToken);
        log.Write($"Building {repository.Tagged(source.Commit)} with BuildKit");
        var digest = await SolveAsync(recipe, request, repository, workspace, output, cancellationToken);
        var built = await CheckAsync(repository, digest, recipe, cancellationToken);
        log.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"Built and pushed in {_time.GetElapsedTime(started).TotalSeconds:0.0} s: {repository.ByDigest(digest)}, {built.Bytes / (1024.0 * 1024.0):0.0} MiB compressed"));
        var reference = repository.ByDigest(digest);
        var image = new RevisionImage(digest, recipe.Image.Command, recipe.Image.ExposedPort ?? built.ExposedPort) { Reference = reference, ReadOnlyRoot = request.Plan.Site is not null };
        return new BuiltRelease(await ImageRecord.WriteAsync(workspace, image, cancellationToken), null, null, request.Plan.RuntimeEnvironment) { Image = image };
    }

    /// <summary>Before the first build: ends the clients of a worker that was killed, and with them their builds.</summary>
    public Task EndLeftoversAsync() => _run.EndLeftoversAsync();

    /// <returns>The digest of what was pushed.</returns>
    private async Task<string> SolveAsync(
        BuildRecipe recipe, BuildRequest request, RegistryRepository repository, BuildWorkspace workspace, BuildOutput output, CancellationToken cancellationToken)
    {
        var metadata = Path.Combine(workspace.Root, "metadata.json");
        var solve = new BuildKitSolve(
            recipe.Context,
            recipe.Directory,
            recipe.File,
            recipe.Frontend,
            repository.Tagged(request.Release!.Image!.Commit),
            _kit.RegistryCache ? repository.Cache : null,
            await WriteSecretsAsync(recipe.Secrets, workspace, cancellationToken),
            [new(ImageName.ServiceLabel, request.Release.ServiceId.ToString()), new(ImageName.DeploymentLabel, request.Release.DeploymentId.ToString())],
            _kit.SbomGenerator,
            metadata,
            _registryOptions.Insecure)
        {
            SecretsDigest = recipe.Frontend is null ? null : request.Release.Artifact,
        };
        var start = await _client.PrepareAsync(_client.Find(), solve, workspace, cancellationToken);
        var result = await _run.RunAsync(start, [], workspace, output, cancellationToken);
        if (!result.Succeeded)
        {
            throw _failures.Of(recipe, request.Plan, result, output);
        }

        using var document = JsonDocument.Parse(await File.ReadAllTextAsync(metadata, cancellationToken));
        return document.RootElement.GetProperty("containerimage.digest").GetString()!;
    }

    /// <exception cref="DeploymentFailureException">It can't be run here; it is deleted again.</exception>
    private async Task<RegistryImage> CheckAsync(RegistryRepository repository, string digest, BuildRecipe recipe, CancellationToken cancellationToken)
    {
        try
        {
            var built = await _registry.FindAsync(repository.Name, digest, cancellationToken)
                ?? throw new RegistryException(RegistryProblem.Unavailable, $"{repository.ByDigest(digest)} was pushed and is not there.");
            var image = new BuiltImage(built.Digest, built.Architecture, built.StartsSomething, built.ExposedPort, built.Bytes);
            if (ImageChecks.Find(recipe.Image, image, new DockerClient("", "", _kit.Architecture), _kit.MaxImageMiB) is { } rejected)
            {
                await _registry.DeleteAsync(repository.Name, digest, CancellationToken.None);
                throw rejected;
            }

            return built;
        }
        catch (RegistryException e)
        {
            throw e.ToFailure();
        }
    }

    /// <summary>Files for this user only, which go with the workspace.</summary>
    private static async Task<List<KeyValuePair<string, string>>> WriteSecretsAsync(
        IReadOnlyList<EnvVar> secrets, BuildWorkspace workspace, CancellationToken cancellationToken)
    {
        var directory = Directory.CreateDirectory(Path.Combine(workspace.Root, "secrets"), OwnerOnly | UnixFileMode.UserExecute).FullName;
        var files = new List<KeyValuePair<string, string>>();
        foreach (var secret in secrets)
        {
            var path = Path.Combine(directory, files.Count.ToString(CultureInfo.InvariantCulture));
            await using var stream = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly });
            await stream.WriteAsync(Encoding.UTF8.GetBytes(secret.Value.Reveal()), cancellationToken);
            files.Add(new(secret.Key, path));
        }

        return files;
    }
}
