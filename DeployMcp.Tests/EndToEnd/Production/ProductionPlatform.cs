using System.Net.Http.Json;
using System.Text.Json.Nodes;
using DeployMcp.Benchmarks.Kill;
using DeployMcp.Tests.Fixtures.BuildKit;
using DeployMcp.Tests.Fixtures.KubernetesStandIn;
using DeployMcp.Tests.Platform.Builders.BuildKit;

namespace DeployMcp.Tests.EndToEnd.Production;

/// <summary>
/// The platform as a user starts it with the settings of the production path: the AppHost with all its processes, a real BuildKit and
/// registry, and the tests' own API server in a cluster's place.
/// </summary>
public sealed class ProductionPlatform : IAsyncDisposable
{
    public const string Domain = "apps.example.test";

    private const string Ingresses = "apis/networking.k8s.io/v1/ingresses";

    private ProductionPlatform(RunningCluster cluster, BuildKitBench images, RunningPlatform platform, McpSession mcp)
    {
        (Cluster, Images, Platform, Mcp) = (cluster, images, platform, mcp);
    }

    public RunningCluster Cluster { get; }

    public BuildKitBench Images { get; }

    public RunningPlatform Platform { get; }

    public McpSession Mcp { get; }

    /// <summary>A first line of a Dockerfile: busybox, from the registry.</summary>
    public string From => $"FROM {Images.Base}\n";

    /// <summary>Null where BuildKit can't run; the platform's own answer to that is what is asserted then.</summary>
    public static async Task<ProductionPlatform?> StartAsync(params string[] more)
    {
        var cluster = await RunningCluster.StartAsync();
        if (!await TestBuildKit.IsAvailableAsync())
        {
            await AssertRefusesAsync(cluster);
            return null;
        }

        var images = await BuildKitBench.StartAsync();
        var platform = await RunningPlatform.StartAsync(settings: [.. Settings(cluster, images.Images.Address, images.Bridge.Address), .. more]);
        return new ProductionPlatform(cluster, images, platform, await McpSession.ConnectAsync(platform.Connection.McpUrl, platform.Connection.ApiKey));
    }

    /// <summary>All that a user has to say, and where the tests' client of BuildKit is.</summary>
    public static string[] Settings(RunningCluster cluster, string registry, string buildKit) =>
    [
        "Runtime__Kind=kubernetes",
        $"Runtime__Kubernetes__Kubeconfig={cluster.Kubeconfig}",
        $"Runtime__Kubernetes__Cluster__Domain={Domain}",
        $"Registry__Address={registry}",
        "Registry__Insecure=true",
        $"BuildKit__Address={buildKit}",
        $"BuildKit__Client={TestBuildKit.Client}",
    ];

    /// <summary>Another person's connection, and the name of their namespace.</summary>
    public async Task<(McpSession Mcp, string Space)> AddUserAsync(string name)
    {
        var connection = Platform.Connection;
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", connection.ApiKey);
        using var made = await http.PostAsJsonAsync(new Uri(new Uri(connection.McpUrl), "/dev/users"), new { name });
        var key = (string)JsonNode.Parse(await made.Content.ReadAsStringAsync())!["api_key"]!;
        var id = await new PlatformDatabase(Platform.Data).ScalarAsync<Guid>($"select id from users where name = '{name}'");
        return (await McpSession.ConnectAsync(connection.McpUrl, key), $"tenant-{id:N}");
    }

    /// <summary>All objects of a kind, <c>apis/apps/v1/deployments</c>, in tenants' namespaces.</summary>
    public IReadOnlyList<JsonObject> Objects(string collection) => Cluster.Store.List(collection, space: null);

    /// <summary>The Deployment that runs the service of that name.</summary>
    public JsonObject DeploymentOf(string service) => Objects(DeploymentController.Deployments).Single(o => NameOf(o) == service);

    public JsonObject IngressOf(string service) => Objects(Ingresses).Single(o => NameOf(o) == service);

    public string ImageOf(string service) => (string)ContainerOf(service)["image"]!;

    public JsonNode ContainerOf(string service) => DeploymentOf(service)["spec"]!["template"]!["spec"]!["containers"]![0]!;

    public async ValueTask DisposeAsync()
    {
        await Mcp.DisposeAsync();
        await Platform.DisposeAsync();
        Images.Dispose();
        await Cluster.DisposeAsync();
    }

    private static string? NameOf(JsonObject item) => (string?)item["metadata"]!["labels"]?["app.kubernetes.io/name"];

    private static async Task AssertRefusesAsync(RunningCluster cluster)
    {
        await using var platform = RunningPlatform.Launch(settings: Settings(cluster, "127.0.0.1:9", "unix:///nonexistent/buildkitd.sock"));
        Assert.NotEqual(0, await platform.WaitForExitAsync(TimeSpan.FromSeconds(60)));
        Assert.Contains("BuildKit at unix:///nonexistent/buildkitd.sock can't be reached", platform.Output, StringComparison.Ordinal);
        await cluster.DisposeAsync();
    }
}
