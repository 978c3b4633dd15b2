using System.Diagnostics;
using System.Text.Json;
using DeployMcp.Data.Deployments;
using DeployMcp.Data.Services;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Services;
using DeployMcp.Platform.Registries;
using DeployMcp.Tests.Fixtures;
using DeployMcp.Tests.Fixtures.BuildKit;
using DeployMcp.Tests.Platform.Registries;

namespace DeployMcp.Tests.DeployerWorker;

/// <summary>The nightly command as the cluster calls it: a process of its own, with settings in its environment.</summary>
public sealed class PruneRegistryTests(TestDatabase database) : IClassFixture<TestDatabase>, IDisposable
{
    private readonly DirectoryInfo _credentials = Directory.CreateTempSubdirectory("deploymcp-prune-");

    public void Dispose() => _credentials.Delete(recursive: true);

    [RegistryFact]
    public async Task Prune_ImagesOfServices_KeepsTwoAndWhatRunsOrIsBuilt()
    {
        using var registry = await TestRegistry.StartAsync();
        var options = new RegistryOptions { Address = registry.Address, Insecure = true };
        var (service, deployment) = await CreateAsync("serves");
        var (building, _) = await CreateAsync("builds");
        await StoreAsync("building", building);
        var serves = $"tenant-{service.UserId}/{service.Hostname}";
        var digest = await RegistryPushes.ImageAsync(options, serves, "c1", ImageCollectionTests.Day(1));
        foreach (var day in (int[])[2, 3, 4, 5])
        {
            await RegistryPushes.ImageAsync(options, serves, $"c{day}", ImageCollectionTests.Day(day));
            await RegistryPushes.ImageAsync(options, $"tenant-{building.UserId}/{building.Hostname}", $"c{day}", ImageCollectionTests.Day(day));
            await RegistryPushes.ImageAsync(options, "deploy-mcp/server", $"0.{day}.0", ImageCollectionTests.Day(day));
            await RegistryPushes.ImageAsync(options, "tenant-0/deleted", $"c{day}", ImageCollectionTests.Day(day));
        }

        var image = JsonSerializer.Serialize(new { image = new { id = digest, reference = $"{registry.Address}/{serves}@{digest}" } });
        await database.Get<DeploymentStore>().SetReleaseAsync(deployment.Id, "a", image);
        await StoreAsync("active", service);

        var (code, output) = await RunAsync(registry.Address, "registry", "prune", "--keep", "2");

        Assert.True(code == 0, output);
        Assert.Contains("3 repositories: 6 images deleted, 7 kept", output, StringComparison.Ordinal);
        var client = ImageCollectionTests.Client(options);
        Assert.Equal(["c1", "c4", "c5"], (await client.ListTagsAsync(serves, default)).Order(StringComparer.Ordinal));
        Assert.Equal(4, (await client.ListTagsAsync("deploy-mcp/server", default)).Count);
        Assert.Empty(await client.ListTagsAsync("tenant-0/deleted", default));
    }

    [RegistryFact]
    public async Task Prune_RegistryThatAsksForAPassword_TakesItFromDockersConfiguration()
    {
        using var registry = await TestRegistry.StartAsync(asksForPassword: true);
        var (refused, why) = await RunAsync(registry.Address, "registry", "prune");
        var auths = new Dictionary<string, object>(StringComparer.Ordinal) { [registry.Address] = new { username = TestRegistry.User, password = TestRegistry.Password } };
        await File.WriteAllTextAsync(Path.Combine(_credentials.FullName, "config.json"), JsonSerializer.Serialize(new { auths }));
        var (taken, output) = await RunAsync(registry.Address, "registry", "prune");

        Assert.Equal((1, 0), (refused, taken));
        Assert.Contains("401", why, StringComparison.Ordinal);
        Assert.Contains("0 images deleted", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prune_NoRegistry_SaysWhichSettingIsMissing()
    {
        var (code, output) = await RunAsync("", "registry", "prune");

        Assert.Equal(1, code);
        Assert.Contains("Registry:Address", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prune_WrongArguments_SaysHowItIsCalled()
    {
        var (code, output) = await RunAsync("", "registry", "prune", "--keep", "0");

        Assert.Equal(2, code);
        Assert.Contains("Usage: registry prune [--keep N]", output, StringComparison.Ordinal);
    }

    /// <summary>The registry's own --delete-untagged takes the parts of tagged images (RepositoryImages).</summary>
    [Fact]
    public async Task Prune_AsTheClusterCallsIt_IsThisCommandBeforeACollectionThatDeletesNoManifest()
    {
        var job = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "infra/eu-central-1/k8s/registry/collection.yaml"));

        Assert.Contains("args: [registry, prune, --keep, \"2\"]", job, StringComparison.Ordinal);
        Assert.Contains("args: [garbage-collect, /etc/docker/registry/config.yml]", job, StringComparison.Ordinal);
        Assert.Contains("{name: Registry__Insecure, value: \"true\"}", job, StringComparison.Ordinal);
    }

    private async Task<(Service Service, Deployment Deployment)> CreateAsync(string name)
    {
        var user = await database.AddUserAsync();
        var (service, deployment, _) = await database.Get<ServiceStore>().CreateAsync(TestDatabase.NewService(user.Id, name));
        return (service, deployment!);
    }

    private async Task StoreAsync(string status, Service service)
    {
        var newest = (await database.Get<DeploymentStore>().ListAsync(service.Id, 1))[0];
        await database.Get<DeploymentStore>().TryMoveAsync(newest.Id, DeploymentStatus.Building);
        if (status == "active")
        {
            await database.Get<DeploymentStore>().TryMoveAsync(newest.Id, DeploymentStatus.Deploying);
            Assert.True(await database.Get<DeploymentStore>().TryActivateAsync(newest.Id));
        }
    }

    private async Task<(int Code, string Output)> RunAsync(string address, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "DeployMcp.DeployerWorker.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _credentials.FullName,
        };
        start.Environment["ConnectionStrings__deploymcp"] = database.ConnectionString;
        start.Environment["Registry__Address"] = address;
        start.Environment["Registry__Insecure"] = "true";
        start.Environment["DOCKER_CONFIG"] = _credentials.FullName;
        start.Environment["DOTNET_hostBuilder__reloadConfigOnChange"] = "false";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await errors);
    }
}
