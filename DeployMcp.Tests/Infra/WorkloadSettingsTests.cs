using System.Reflection;
using System.Text.RegularExpressions;
using DeployMcp.DeployerWorker;
using DeployMcp.Planning.Kubernetes;
using DeployMcp.Platform.Builders;
using DeployMcp.Platform.Builders.BuildKit;
using DeployMcp.Platform.Databases;
using DeployMcp.Platform.Databases.LibSql;
using DeployMcp.Platform.Databases.Turso;
using DeployMcp.Platform.Registries;
using DeployMcp.Platform.Runtimes.Kubernetes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using YamlDotNet.RepresentationModel;

namespace DeployMcp.Tests.Infra;

/// <summary>What is deployed sets what the binaries read, under the names that they read it by, and leads to what the cluster has.</summary>
public sealed partial class WorkloadSettingsTests
{
    private const string Worker = $"{InfraYaml.Workloads}/deployer-worker.yml";

    [Fact]
    public void Variables_OfEveryDeployedBinary_AreReadByIt()
    {
        var unknown = Deployed().Where(v => !KnownSettings.Has(v.Name)).Select(v => $"{v.Where}: {v.Name}").ToArray();

        Assert.Empty(unknown);
    }

    [Fact]
    public void Secrets_ThatAnsibleMakes_HaveEveryVariableThatTheManifestLeavesToTheOperator()
    {
        var template = InfraYaml.Text("infra/ansible/roles/cluster_manifests/templates/secrets.yaml.j2");
        var made = SecretKey().Matches(template).Select(m => m.Groups["key"].Value).ToHashSet(StringComparer.Ordinal);

        string[] missing = [.. Supplied("deployer-server", "deployer-worker", "git-server").Except(made).Where(v => !v.StartsWith("Secrets__Keys__", StringComparison.Ordinal))];
        string[] unread = [.. made.Where(k => !KnownSettings.Has(k))];
        Assert.Empty(missing);
        Assert.Empty(unread);
    }

    [Fact]
    public void Sections_OfDeployerWorker_BindWithoutAnUnknownKey()
    {
        var configuration = Configuration();

        var build = Bind<BuildOptions>(configuration, "Build");
        var kit = Bind<BuildKitOptions>(configuration, "BuildKit");
        var registry = Bind<RegistryOptions>(configuration, "Registry");
        var runtime = Bind<KubernetesOptions>(configuration, "Runtime:Kubernetes");

        Assert.Equal("kubernetes", configuration["Runtime:Kind"]);
        Assert.Equal($"https://{{host}}.{runtime.Cluster.Domain}", configuration["Edge:PublicUrl"]);
        Assert.Equal(("http://10.0.1.4:5000/", "given"), (registry.BaseAddress.ToString(), registry.Password));
        var mounts = Mounts().ToArray();
        Assert.All([build.WorkDirectory, build.ArtifactDirectory, build.CacheDirectory, kit.CaCertificate, kit.Certificate, kit.Key],
            path => Assert.Contains(mounts, m => path!.StartsWith(m + "/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Databases_OfDeployerWorker_AreMadeAtTursoInALocationThatTheOperatorChose()
    {
        var configuration = Configuration();
        await using var services = new ServiceCollection().AddLogging().AddDatabases(configuration).BuildServiceProvider();

        Assert.Equal("turso", services.GetRequiredService<DatabaseProviders>().Current.Name);
        Assert.Equal("given", Bind<TursoOptions>(configuration, TursoOptions.Section).Regions["eu-central-1"].Location);
    }

    /// <summary>Its token reaches every customer's database: what faces the internet doesn't have it.</summary>
    [Fact]
    public void Settings_OfDatabases_AreDeployerWorkersAlone()
    {
        var manifest = DeployMcp.AppHost.Publishing.AspireManifest.Load(Path.Combine(Repository.Root, "aspire-manifest.json"));

        Assert.Equal(["deployer-worker"], manifest.Resources.Where(r => r.Value.Env.Any(v => v.Key.StartsWith("Databases__", StringComparison.Ordinal))).Select(r => r.Key));
        Assert.DoesNotContain("Databases__", InfraYaml.Text("infra/railway/server/variables.env") + InfraYaml.Text("infra/helm/deploy-mcp/values.yaml"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("BuildKit:Address", "dp-build", 1234)]
    [InlineData("Runtime:Kubernetes:LokiAddress", "dp-observability", 3100)]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "dp-observability", 4317)]
    [InlineData("Git:ApiAddress", "dp-system", 8083)]
    public void Addresses_OfDeployerWorker_AreServicesOfTheClusterThatItMayReach(string setting, string space, int port)
    {
        var address = new Uri(Configuration()[setting]!);
        var service = InfraYaml.Objects(InfraYaml.Cluster).Single(o => InfraYaml.Scalar(o, "kind") == "Service" && InfraYaml.Scalar(o, "metadata", "name") == address.Host.Split('.')[0]);

        Assert.Equal(address.Host.Contains('.', StringComparison.Ordinal) ? $"{InfraYaml.Scalar(service, "metadata", "name")}.{space}" : "git-server", address.Host);
        Assert.Equal(port, address.Port);
        Assert.Contains(InfraYaml.List(service, "spec", "ports"), p => InfraYaml.Scalar(p, "port") == $"{port}");
        Assert.Contains($"{port}", EgressPorts());
    }

    [Fact]
    public void Collection_OfImages_RunsTheCommandThatThereIs()
    {
        var job = InfraYaml.Object($"{InfraYaml.Cluster}/registry/collection.yaml", "CronJob", "registry-collection");
        var collector = InfraYaml.Containers(job).First();

        Assert.True(PruneRegistry.Is([.. InfraYaml.Texts(collector, "args")]));
        Assert.Equal("10.0.1.4:5000", Variables(collector).Single(v => v.Name == "Registry__Address").Value);
    }

    /// <summary>The frontend of the binary's own version is taken: its image is the one place that says which.</summary>
    [Fact]
    public void Railpack_InTheWorkersImage_IsOfAnExactRelease()
    {
        var frontend = Regex.Escape(Bind<BuildKitOptions>(Configuration(), "BuildKit").RailpackFrontend);

        Assert.Matches($@"COPY --from={frontend}:v\d+\.\d+\.\d+ /railpack /usr/bin/railpack\n", InfraYaml.Text("infra/images/Dockerfile"));
    }

    [Fact]
    public void Buildctl_InTheWorkersImage_IsOfTheDaemonsRelease()
    {
        var daemon = InfraYaml.List(InfraYaml.Objects($"{InfraYaml.Cluster}/kustomization.yaml").Single(), "images").Single(i => InfraYaml.Scalar(i, "name") == "buildkit");

        var release = InfraYaml.Scalar(daemon, "newTag")!.Replace("-rootless", "", StringComparison.Ordinal);
        Assert.Contains($"COPY --from={InfraYaml.Scalar(daemon, "newName")}:{release} ", InfraYaml.Text("infra/images/Dockerfile"), StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_OfTheProductionPath_AreAllDescribed()
    {
        var described = InfraYaml.Text("docs/settings.md");
        var settings = new[] { ("BuildKit", typeof(BuildKitOptions)), ("Registry", typeof(RegistryOptions)), ("Runtime__Kubernetes", typeof(KubernetesOptions)), ("Runtime__Kubernetes__Cluster", typeof(ClusterSettings)), ("Build", typeof(BuildOptions)), ("Databases__LibSql", typeof(LibSqlOptions)), ("Databases__Turso", typeof(TursoOptions)) }
            .SelectMany(s => s.Item2.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite && p.PropertyType != typeof(ClusterSettings)).Select(p => $"{s.Item1}__{p.Name}"))
            .Concat(Deployed().Select(v => v.Name).Where(n => n.Contains("__", StringComparison.Ordinal) && !n.StartsWith("DOTNET_", StringComparison.Ordinal))).Distinct(StringComparer.Ordinal);

        Assert.Empty(settings.Where(s => !described.Contains($"`{s}", StringComparison.Ordinal)).ToArray());
    }

    private static IConfiguration Configuration()
    {
        var container = InfraYaml.Containers(InfraYaml.Object(Worker, "Deployment", "deployer-worker")).Single();
        var given = Supplied("deployer-worker").Select(v => (Name: v, Value: (string?)"given"));
        var set = Variables(container).Where(v => v.Value is not null);
        return new ConfigurationBuilder().AddInMemoryCollection(given.Concat(set).Select(v => KeyValuePair.Create(v.Name.Replace("__", ":", StringComparison.Ordinal), v.Value))).Build();
    }

    private static T Bind<T>(IConfiguration configuration, string section) => configuration.GetSection(section).Get<T>(o => o.ErrorOnUnknownConfiguration = true)!;

    private static IEnumerable<string> Mounts()
        => InfraYaml.List(InfraYaml.Containers(InfraYaml.Object(Worker, "Deployment", "deployer-worker")).Single(), "volumeMounts").Select(m => InfraYaml.Scalar(m, "mountPath")!);

    private static IEnumerable<string> EgressPorts()
        => InfraYaml.Objects($"{InfraYaml.Cluster}/policies/dp-system-network.yaml")
            .Where(p => InfraYaml.Scalar(p, "metadata", "name") is "default" or "deployer-worker")
            .SelectMany(p => InfraYaml.List(p, "spec", "egress")).SelectMany(rule => InfraYaml.List(rule, "ports")).Select(p => InfraYaml.Scalar(p, "port")!);

    private static IEnumerable<(string Where, string Name)> Deployed()
        => from o in InfraYaml.Objects(InfraYaml.Workloads).Concat(InfraYaml.Objects($"{InfraYaml.Cluster}/registry/collection.yaml"))
           where InfraYaml.Scalar(o, "kind") is "Deployment" or "CronJob"
           from container in InfraYaml.Containers(o)
           from variable in Variables(container)
           select (InfraYaml.Scalar(o, "metadata", "name")!, variable.Name);

    private static IEnumerable<(string Name, string? Value)> Variables(YamlNode container)
        => InfraYaml.List(container, "env").Select(v => (InfraYaml.Scalar(v, "name")!, InfraYaml.Scalar(v, "value")));

    /// <summary>The variables that have no value in the manifest.</summary>
    private static IEnumerable<string> Supplied(params string[] binaries)
    {
        var manifest = DeployMcp.AppHost.Publishing.AspireManifest.Load(Path.Combine(Repository.Root, "aspire-manifest.json"));
        return binaries.SelectMany(b => new DeployMcp.AppHost.Publishing.ManifestValues(manifest).VariablesOf(manifest.Resource(b))).Where(v => v.Text is null).Select(v => v.Name).Distinct(StringComparer.Ordinal);
    }

    [GeneratedRegex("'(?<key>[A-Za-z]+(__[A-Za-z0-9-]+)+)'", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SecretKey();
}
