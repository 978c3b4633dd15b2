using DeployMcp.Data.Deployments;
using DeployMcp.DeployerWorker.Reconciliation;
using Microsoft.Extensions.DependencyInjection;

namespace DeployMcp.Tests.DeployerWorker.Reconciliation;

public sealed class StorageSweepTests(DeployerBench bench) : IClassFixture<DeployerBench>
{
    [Fact]
    public async Task RunAsync_CachesOfServicesThatAreGone_AreRemovedAndOthersStay()
    {
        var repo = await bench.CreateRepoAsync();
        var (service, _) = await bench.CreateServiceAsync(repo);
        string[] folders = ["npm", "git", "dependencies", "services"];
        var mine = folders.Select(f => Make(f, $"{service.Slot}")).Append(Make("npm", "shared")).ToList();
        var gone = folders.Select(f => Make(f, $"{service.Slot + 1_000_000}")).ToList();

        await Sweep().RunAsync(CancellationToken.None);

        Assert.All(mine, directory => Assert.True(Directory.Exists(directory)));
        Assert.All(gone, directory => Assert.False(Directory.Exists(directory)));
    }

    [Fact]
    public async Task RunAsync_DownloadsOverTheirLimit_LoseTheLongestUnused()
    {
        var repo = await bench.CreateRepoAsync();
        var directories = new List<string>();
        foreach (var hours in (int[])[3, 2, 0])
        {
            var directory = Make("npm", $"{(await bench.CreateServiceAsync(repo)).Service.Slot}");
            var download = Path.Combine(directory, "download");
            await File.WriteAllBytesAsync(download, new byte[2_000_000]);
            File.SetLastWriteTimeUtc(download, DateTime.UtcNow.AddHours(-hours));
            Directory.SetLastWriteTimeUtc(directory, DateTime.UtcNow.AddHours(-hours));
            directories.Add(directory);
        }

        bench.Options.MaxDownloadCacheMiB = 4;
        await Sweep().RunAsync(CancellationToken.None);

        Assert.Equal([false, true, true], directories.Select(Directory.Exists));
    }

    [Fact]
    public async Task RunAsync_LogsOfOldDeployments_AreTrimmed()
    {
        var repo = await bench.CreateRepoAsync();
        var (service, oldest) = await bench.CreateServiceAsync(repo);
        var store = bench.Get<DeploymentLogStore>();
        await store.AppendAsync(oldest.Id, [new LogLine(DateTimeOffset.UtcNow, "long ago")]);
        var newer = await bench.RedeployAsync(service);
        await store.AppendAsync(newer.Id, [new LogLine(DateTimeOffset.UtcNow, "just now")]);
        bench.Options.DeploymentLogsKept = 1;

        await Sweep().RunAsync(CancellationToken.None);

        Assert.Empty(await store.TailAsync(oldest.Id, 10));
        Assert.Single(await store.TailAsync(newer.Id, 10));
    }

    private StorageSweep Sweep() => ActivatorUtilities.CreateInstance<StorageSweep>(bench.Get<IServiceProvider>());

    private string Make(string folder, string name) => Directory.CreateDirectory(Path.Combine(bench.Options.CacheDirectory, folder, name)).FullName;
}
