using DeployMcp.DeployerWorker.Configuration;
using DeployMcp.Tests.Fixtures.KubernetesStandIn;
using DeployMcp.Tests.Platform.Builders.Images;
using Microsoft.Extensions.Configuration;

namespace DeployMcp.Tests.DeployerWorker;

public sealed class ProductionCheckTests : IAsyncLifetime
{
    private RunningCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await RunningCluster.StartAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task FindProblems_OfAnAgent_AreNone() => Assert.Empty(await FindAsync());

    [Fact]
    public async Task FindProblems_WithNothingButTheKind_NamesEachSettingAndItsMend()
    {
        var problems = await FindAsync(("Runtime:Kind", "kubernetes"), ("Runtime:Kubernetes:Kubeconfig", "/nonexistent/config"));

        Assert.Equal(4, problems.Count);
        Assert.Contains(problems, p => p.StartsWith("Runtime:Kubernetes:Cluster:Domain is missing: set it to", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Contains("kubeconfig file not found at /nonexistent/config. Set Runtime:Kubernetes:Kubeconfig", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.StartsWith("Registry:Address is missing: set it to", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.StartsWith("BuildKit:Address is missing:", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Runtime:Kubernetes:Context", "elsewhere", "elsewhere not found in contexts")]
    [InlineData("Registry:Address", "https://registry.internal", "host or host:port, without https://")]
    [InlineData("Registry:Address", "127.0.0.1:9", "The registry can't be reached")]
    [InlineData("BuildKit:Address", "buildkitd:1234", "set it to tcp://host:port or unix:///path")]
    [InlineData("BuildKit:Address", "tcp://127.0.0.1:9", "BuildKit at tcp://127.0.0.1:9 can't be reached: Connection refused. Start buildkitd there")]
    [InlineData("BuildKit:Address", "unix:///nonexistent.sock", "BuildKit at unix:///nonexistent.sock can't be reached")]
    [InlineData("BuildKit:Client", "/nonexistent/buildctl", "neither buildctl nor docker-buildx")]
    [InlineData("BuildKit:CaCertificate", "/nonexistent/ca.crt", "BuildKit:CaCertificate is '/nonexistent/ca.crt', and there is no such file")]
    [InlineData("Runtime:Kind", "nomad", "set it to agent or kubernetes")]
    [InlineData("Runtime:Kind", "agent", "set Runtime:Kind to kubernetes, or unset BuildKit:Address")]
    public async Task FindProblems_OfAWrongSetting_SaysWhatIsWrongWithIt(string key, string value, string expected)
    {
        using var registry = new RegistryStandIn("200 OK", "{}");
        var problems = await FindAsync(
            ("Runtime:Kind", "kubernetes"),
            ("Runtime:Kubernetes:Kubeconfig", _cluster.Kubeconfig),
            ("Edge:PublicUrl", "https://{host}.example.test"),
            ("Registry:Address", registry.Name),
            ("Registry:Insecure", "true"),
            ("BuildKit:Address", $"tcp://{new Uri(_cluster.Url).Authority}"),
            ("BuildKit:Client", "/bin/true"),
            (key, value));

        Assert.Contains(expected, Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FindProblems_OfAnExpiredToken_AsksForANewOne()
    {
        _cluster.Token = "a newer one";

        var problems = await FindAsync(("Runtime:Kind", "kubernetes"), ("Runtime:Kubernetes:Kubeconfig", _cluster.Kubeconfig));

        Assert.Contains(problems, p => p.Contains($"The API server {_cluster.Url} does not accept the kubeconfig's credentials", StringComparison.Ordinal));
    }

    [Fact]
    public async Task FindProblems_OfAnApiServerThatIsDown_NamesIt()
    {
        var kubeconfig = Path.Combine(Directory.CreateTempSubdirectory("kubeconfig-").FullName, "config");
        await File.WriteAllTextAsync(kubeconfig, (await File.ReadAllTextAsync(_cluster.Kubeconfig)).Replace(_cluster.Url, "http://127.0.0.1:9", StringComparison.Ordinal));

        var problems = await FindAsync(("Runtime:Kind", "kubernetes"), ("Runtime:Kubernetes:Kubeconfig", kubeconfig));

        Assert.Contains(problems, p => p.StartsWith("The API server http://127.0.0.1:9 can't be reached: Connection refused", StringComparison.Ordinal));
    }

    private static Task<IReadOnlyList<string>> FindAsync(params (string Key, string? Value)[] settings)
    {
        var configuration = new ConfigurationBuilder();
        foreach (var setting in settings)
        {
            configuration.AddInMemoryCollection([KeyValuePair.Create(setting.Key, setting.Value)]);
        }

        return ProductionCheck.FindProblemsAsync(configuration.Build(), CancellationToken.None);
    }
}
