using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using DeployMcp.AppHost.Publishing;
using DeployMcp.Tests.Clients;
using DeployMcp.Tests.Fixtures.BuildKit;

namespace DeployMcp.Tests.AppHost;

/// <summary><c>dotnet publish -t:PublishContainer</c> against a real registry, on a base that is made here: none can be pulled.</summary>
public class ContainerPublishTests
{
    private const string Tag = "0.1.0";

    [Theory]
    [InlineData("DeployMcp.Server", "dotnet/aspnet")]
    [InlineData("DeployMcp.DeployerWorker", "deploy-mcp/base-build")]
    public async Task Publish_ToARegistry_IsTheImageOfTheWorkloadsUnderAUserThatIsntRoot(string project, string @base)
    {
        if (!TestRegistry.IsInstalled)
        {
            await AssertRefusedAsync(project);
            return;
        }

        using var registry = await TestRegistry.StartAsync();
        await TinyImage.PushAsync(registry.Address, @base, Tag);

        var run = await PublishAsync(project, registry.Address, $"{registry.Address}/{@base}:{Tag}");

        Assert.True(run.ExitCode == 0, run.Output);
        using var image = await ConfigurationAsync(registry.Address, Binary.Repository(project));
        var config = image.RootElement.GetProperty("config");
        Assert.Equal("1654", config.GetProperty("User").GetString());
        Assert.Equal(["dotnet", $"/app/{project}.dll"], config.GetProperty("Entrypoint").EnumerateArray().Select(e => e.GetString()));
        // The base's layer and one of ours: no shell comes from us.
        Assert.Equal(2, image.RootElement.GetProperty("rootfs").GetProperty("diff_ids").GetArrayLength());
    }

    [Fact]
    public Task Publish_RegistryAway_FailsAndNamesIt() => AssertRefusedAsync("DeployMcp.Server");

    /// <summary>The discard service, which nobody runs.</summary>
    private static async Task AssertRefusedAsync(string project)
    {
        var run = await PublishAsync(project, "127.0.0.1:9", "127.0.0.1:9/base:1");

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("127.0.0.1:9", run.Output, StringComparison.Ordinal);
    }

    private static async Task<ProcessRun> PublishAsync(string project, string registry, string @base)
    {
        var configuration = AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";
        var start = new ProcessStartInfo("dotnet",
        [
            "publish", Path.Combine(Repository.Root, project), "--no-build", "--configuration", configuration, "-t:PublishContainer",
            $"-p:ContainerRegistry={registry}", $"-p:ContainerBaseImage={@base}", $"-p:ContainerImageTag={Tag}",
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DOTNET_CONTAINER_INSECURE_REGISTRIES"] = registry, ["MSBUILDDISABLENODEREUSE"] = "1" },
        };
        return await ProcessRun.StartAsync(start, TimeSpan.FromMinutes(3), CancellationToken.None);
    }

    private static async Task<JsonDocument> ConfigurationAsync(string registry, string repository)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://{registry}/v2/{repository}/") };
        http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue(TinyImage.ManifestType));
        using var manifest = JsonDocument.Parse(await http.GetStringAsync(new Uri($"manifests/{Tag}", UriKind.Relative)));
        return JsonDocument.Parse(await http.GetStringAsync(new Uri($"blobs/{manifest.RootElement.GetProperty("config").GetProperty("digest")}", UriKind.Relative)));
    }
}
