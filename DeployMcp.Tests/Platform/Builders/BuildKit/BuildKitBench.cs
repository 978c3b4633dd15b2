using System.Collections.Concurrent;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Services;
using DeployMcp.Planning.Plans;
using DeployMcp.Platform.Artifacts;
using DeployMcp.Platform.Builders;
using DeployMcp.Platform.Builders.BuildKit;
using DeployMcp.Platform.Registries;
using DeployMcp.Tests.Fixtures.BuildKit;
using DeployMcp.Tests.Planning;

namespace DeployMcp.Tests.Platform.Builders.BuildKit;

/// <summary>A builder on the tests' BuildKit, with a registry of its own.</summary>
public sealed class BuildKitBench : IDisposable, IBuildLog
{
    private static readonly Lazy<Task<string>> BusyBox = new(MakeBaseAsync);

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("deploymcp-kit-");
    private readonly HttpClient _http;

    private BuildKitBench(TestRegistry images, BuildKitBridge bridge, string baseImage)
    {
        (Images, Bridge, Base) = (images, bridge, baseImage);
        Options = new BuildOptions { WorkDirectory = At("work"), ArtifactDirectory = At("artifacts"), CacheDirectory = At("cache") };
        Kit = new BuildKitOptions { Address = bridge.Address, Client = TestBuildKit.Client, Railpack = "" };
        Kit.BaseImages["*"] = Kit.BaseImages["nginx"] = Base;
        RegistryOptions = new RegistryOptions { Address = images.Address, Insecure = true };
        _http = new HttpClient { BaseAddress = RegistryOptions.BaseAddress };
        Registry = new RegistryClient(_http, RegistryOptions);
    }

    public TestRegistry Images { get; }

    public BuildKitBridge Bridge { get; }

    public BuildOptions Options { get; }

    public BuildKitOptions Kit { get; }

    public RegistryOptions RegistryOptions { get; }

    public RegistryClient Registry { get; }

    /// <summary>An image of busybox alone, in a registry that all tests share.</summary>
    public string Base { get; }

    public ConcurrentQueue<string> Lines { get; } = new();

    public string Log => string.Join('\n', Lines);

    public string Commit { get; set; } = "c0ffee";

    public static async Task<BuildKitBench> StartAsync()
    {
        var baseImage = await BusyBox.Value;
        return new BuildKitBench(await TestRegistry.StartAsync(), TestBuildKit.Connect(), baseImage);
    }

    public static PlanSettings Dockerfile { get; } = PlanCase.Defaults with { BuildPack = BuildPack.Dockerfile };

    public string At(string name) => Path.Combine(_root.FullName, name);

    public void Write(string line) => Lines.Enqueue(line);

    public async Task<BuiltRelease> BuildAsync(
        (string Path, string Text)[] files,
        PlanSettings settings,
        EnvVar[]? variables = null,
        ImageSource? image = null,
        Func<string, Task>? prepare = null,
        ServiceId? of = null,
        CancellationToken cancellationToken = default)
    {
        var service = of ?? ServiceId.New();
        var release = new ReleaseIdentity(service, DeploymentId.New(), ArtifactStore.NameOf(service, [string.Concat(files)]))
        {
            Image = image ?? new ImageSource("tenant-1", "web", Commit, settings),
        };
        var workspace = BuildWorkspace.Create(Path.Combine(Options.WorkDirectory, release.DeploymentId.ToString()), null);
        foreach (var (path, text) in files)
        {
            var file = Path.Combine(workspace.Source, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, text, cancellationToken);
        }

        if (prepare is not null)
        {
            await prepare(workspace.Source);
        }

        var plan = BuildPlanner.Plan(SourceTreeReader.Read(workspace.Source, Options.MaxSourceFiles), settings);
        var builder = new BuildKitBuilder(Kit, RegistryOptions, Registry, Options, TimeProvider.System);
        return await builder.BuildAsync(new BuildRequest(1, plan, variables ?? [], release), workspace, this, cancellationToken);
    }

    public string AllThatIsStored() => Images.AllText();

    private static async Task<string> MakeBaseAsync()
    {
        var images = await TestRegistry.StartAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => images.Dispose();
        var bench = new BuildKitBench(images, TestBuildKit.Connect(), "scratch");
        await bench.BuildAsync(
            [("Dockerfile", "FROM scratch\nADD rootfs.tar /\nCMD [\"sh\"]\n")], Dockerfile, [], new("base", "busybox", "1", Dockerfile),
            source => TestBuildKit.WriteRootFileSystemAsync(Path.Combine(source, "rootfs.tar")));
        bench.Bridge.Dispose();
        bench._http.Dispose();
        TreeRemoval.Run(bench._root.FullName);
        return $"{images.Address}/base/busybox:1";
    }

    public void Dispose()
    {
        Bridge.Dispose();
        _http.Dispose();
        Images.Dispose();
        TreeRemoval.Run(_root.FullName);
    }
}
