using System.Collections.Concurrent;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Services;
using DeployMcp.Planning.Plans;
using DeployMcp.Platform.Artifacts;
using DeployMcp.Platform.Builders;
using DeployMcp.Platform.Builders.Images;
using DeployMcp.Tests.Fixtures;
using DeployMcp.Tests.Planning;
using Microsoft.Extensions.Logging.Abstractions;

namespace DeployMcp.Tests.Platform.Builders.Images;

/// <summary>Directories of its own and an image builder that works in them, on the tests' engine.</summary>
public sealed class ImageBench : IDisposable, IBuildLog
{
    public static readonly PlanSettings Settings = PlanCase.Defaults with { BuildPack = BuildPack.Dockerfile };

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("deploymcp-image-");
    private readonly ContainerOptions _containers;
    private readonly DockerEngine _engine;

    public ImageBench(ContainerOptions? containers = null)
    {
        Options = new BuildOptions { WorkDirectory = At("work"), ArtifactDirectory = At("artifacts"), CacheDirectory = At("cache") };
        _containers = containers ?? new ContainerOptions { Host = TestDocker.Host };
        _engine = new DockerEngine(_containers, TimeProvider.System);
        var cache = new BuildCacheLimit(_engine, _containers, TimeProvider.System, NullLogger<BuildCacheLimit>.Instance);
        Images = new ImageStore(_engine, Options);
        Builder = new DockerImageBuilder(_engine, Images, cache, Options, _containers, TimeProvider.System);
    }

    public BuildOptions Options { get; }

    public ImageStore Images { get; }

    public DockerImageBuilder Builder { get; }

    public ConcurrentQueue<string> Lines { get; } = new();

    public string Log => string.Join('\n', Lines);

    public ReleaseIdentity Release { get; private set; } = null!;

    public string At(string name) => Path.Combine(_root.FullName, name);

    public void Write(string line) => Lines.Enqueue(line);

    public async Task<BuiltRelease> BuildAsync(
        (string Path, string Text)[] files, PlanSettings? settings = null, EnvVar[]? variables = null, CancellationToken cancellationToken = default)
    {
        var service = ServiceId.New();
        Release = new ReleaseIdentity(service, DeploymentId.New(), ArtifactStore.NameOf(service, ["1"]));
        var workspace = BuildWorkspace.Create(Path.Combine(Options.WorkDirectory, Release.DeploymentId.ToString()), null);
        foreach (var (path, text) in files)
        {
            var file = Path.Combine(workspace.Source, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, text, cancellationToken);
        }

        var plan = BuildPlanner.Plan(SourceTreeReader.Read(workspace.Source, Options.MaxSourceFiles), settings ?? Settings);
        return await Builder.BuildAsync(new BuildRequest(1, plan, variables ?? [], Release), workspace, this, cancellationToken);
    }

    public Task<BuiltRelease> BuildAsync(string dockerfile, params EnvVar[] variables) => BuildAsync([("Dockerfile", dockerfile)], null, variables);

    public void Dispose()
    {
        _engine.Dispose();
        TreeRemoval.Run(_root.FullName);
    }
}
