using DeployMcp.Domain.Services;
using DeployMcp.Planning.Containers;
using DeployMcp.Planning.Plans;
using DeployMcp.Planning.Runtime;
using DeployMcp.Platform.Builders.Output;

namespace DeployMcp.Platform.Builders.Images;

/// <summary>
/// Builds Dockerfiles on the machine's container engine with BuildKit, within limits of time, output and image size. The image
/// is the artifact; its release directory holds only a record of it, so that releases are kept and removed all in one way.
/// </summary>
public sealed class DockerImageBuilder : IBuilder
{
    private readonly DockerEngine _engine;
    private readonly ImageStore _images;
    private readonly BuildCacheLimit _cache;
    private readonly BuildOptions _options;
    private readonly ContainerOptions _containers;
    private readonly TimeProvider _time;
    private readonly ImageBuildRun _run;
    private readonly ImageBuildFailures _failures;

    public DockerImageBuilder(
        DockerEngine engine, ImageStore images, BuildCacheLimit cache, BuildOptions options, ContainerOptions containers, TimeProvider time)
    {
        (_engine, _images, _cache, _options, _containers, _time) = (engine, images, cache, options, containers, time);
        _run = new ImageBuildRun(options, time);
        _failures = new ImageBuildFailures(options);
    }

    public bool Builds(BuildPlan plan) => plan.Image is not null;

    public async Task<BuiltRelease> BuildAsync(BuildRequest request, BuildWorkspace workspace, IBuildLog log, CancellationToken cancellationToken)
    {
        var image = request.Plan.Image!;
        var search = await _engine.FindAsync(cancellationToken);
        var client = search.Client ?? throw ImageBuildFailures.NoEngine(search);
        var started = _time.GetTimestamp();
        log.Write($"Building the image with Docker Engine {client.EngineVersion} and BuildKit");
        var id = await RunAsync(client, image, request, workspace, log, cancellationToken);
        var built = await _images.InspectAsync(id, cancellationToken);
        if (ImageChecks.Find(image, built, client, _containers.MaxImageMiB) is { } rejected)
        {
            await _images.TryRemoveAsync(request.Release!.Artifact, CancellationToken.None);
            throw rejected;
        }

        log.Write($"Built in {_time.GetElapsedTime(started).TotalSeconds:0.0} s: image of {built.Bytes / (1024.0 * 1024.0):0.0} MiB");
        await _cache.EnforceAsync(client, cancellationToken);
        var revision = new RevisionImage(built.Id, image.Command, image.ExposedPort ?? built.ExposedPort);
        return new BuiltRelease(await ImageRecord.WriteAsync(workspace, revision, cancellationToken), null, null, request.Plan.RuntimeEnvironment) { Image = revision };
    }

    /// <summary>Before the first build: ends the builds of a worker that was killed.</summary>
    public Task EndLeftoversAsync() => _run.EndLeftoversAsync();

    private async Task<string> RunAsync(
        DockerClient client, ImageBuild image, BuildRequest request, BuildWorkspace workspace, IBuildLog log, CancellationToken cancellationToken)
    {
        var idFile = Path.Combine(workspace.Root, "image-id");
        var context = Path.Combine(workspace.Source, request.Plan.Directory);
        var arguments = ArgumentsFor(image, request.Variables, log);
        var command = DockerBuildCommand.Of(new DockerBuildRequest(
            Path.TrimEndingDirectorySeparator(context),
            Path.Combine(context, image.Dockerfile),
            ImageName.Of(request.Release!.Artifact),
            idFile,
            Labels(request.Release),
            [.. arguments.Select(a => a.Key)],
            await BuildSecretFiles.WriteAsync([.. request.Variables.Where(v => image.Secrets.Contains(v.Key, StringComparer.Ordinal))], workspace, cancellationToken)));
        var output = new BuildOutput(new ShownBuildLog(log), new SecretMask(request.Variables), workspace.Source, _options);
        var result = await _run.RunAsync(_engine.Process.Prepare(client.Program, command), arguments, workspace, output, cancellationToken);
        return result.Succeeded
            ? (await File.ReadAllTextAsync(idFile, cancellationToken)).Trim()
            : throw _failures.Of(image, result, output);
    }

    private List<KeyValuePair<string, string>> Labels(ReleaseIdentity release) =>
    [
        new(ImageName.PlatformLabel, _images.Platform),
        new(ImageName.ServiceLabel, release.ServiceId.ToString()),
        new(ImageName.DeploymentLabel, release.DeploymentId.ToString()),
    ];

    private static List<KeyValuePair<string, string>> ArgumentsFor(ImageBuild image, IEnumerable<EnvVar> variables, IBuildLog log)
    {
        var declared = variables.Where(v => image.Arguments.Contains(v.Key, StringComparer.Ordinal)).ToList();
        foreach (var variable in declared.Where(v => !DockerBuildCommand.MayBeInClientEnvironment(v.Key)))
        {
            log.Write($"{variable.Key} means something to Docker itself and is not handed over as a build argument: use another name, or RUN --mount=type=secret");
        }

        return [.. declared.Where(v => DockerBuildCommand.MayBeInClientEnvironment(v.Key)).Select(v => KeyValuePair.Create(v.Key, v.Value.Reveal()))];
    }
}
