using DeployMcp.Tests.Fixtures;

namespace DeployMcp.Tests.EndToEnd;

[Collection(PlatformCollection.Name)]
public class DockerfileTests(PlatformFixture fixture)
{
    [Fact]
    public async Task CreateService_FromADockerfile_GoesLiveAndLeavesNothingBehind()
    {
        var hasEngine = await TestDocker.IsAvailableAsync();
        var before = hasEngine ? await OursAsync() : [];
        await using var mcp = await fixture.ConnectAsync();
        using var agent = new Agent(mcp, fixture.Platform.Connection, "boxed");
        agent.Work.Write("Dockerfile", $"FROM {TestDocker.BaseImage}\nRUN mkdir /www && echo from a container > /www/index.html\nCMD [\"sh\", \"-c\", \"echo up; exec httpd -f -p $PORT -h /www\"]\n");
        await agent.PushAsync();
        await mcp.CallAsync("create_service", new { repo = "boxed", name = "boxed", build_pack = "dockerfile" });

        var service = await agent.WaitForStatusAsync("active", "failed");

        if (!hasEngine)
        {
            Assert.Equal("no_provider", (string?)service["failure"]!["code"]);
            return;
        }

        Assert.Equal("from a container\n", await agent.GetAsync());
        Assert.Contains(service["logs"]!["runtime"]!.AsArray(), l => ((string)l!).Contains("up", StringComparison.Ordinal));

        var made = (await OursAsync()).Except(before, StringComparer.Ordinal).ToList();
        Assert.Equal(2, made.Count);
        await mcp.CallAsync("delete_service", new { name = "boxed" });
        await Eventually.TrueAsync(
            async () => !(await OursAsync()).Intersect(made, StringComparer.Ordinal).Any(), TimeSpan.FromSeconds(60), () => "The container or the image is still there.");
    }

    /// <summary>All containers and images of platforms.</summary>
    private static async Task<IReadOnlyList<string>> OursAsync() =>
    [
        .. await TestDocker.ListAsync("ps", "--all", "--quiet", "--filter", "label=deploymcp.agent"),
        .. await TestDocker.ListAsync("image", "ls", "--format", "{{.Repository}}:{{.Tag}}", "deploymcp/release"),
    ];
}
