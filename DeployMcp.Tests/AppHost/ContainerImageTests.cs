using System.Diagnostics;
using System.Text.Json;
using DeployMcp.AppHost.Publishing;
using DeployMcp.Tests.Clients;

namespace DeployMcp.Tests.AppHost;

/// <summary>The build names each binary's image as the generated workloads do, on a base without a shell, under a user that isn't root.</summary>
public class ContainerImageTests
{
    [Theory]
    [InlineData("DeployMcp.Server", "")]
    [InlineData("DeployMcp.Worker", "")]
    [InlineData("DeployMcp.DeployerServer", "")]
    [InlineData("DeployMcp.DeployerWorker", "base-build")]
    [InlineData("DeployMcp.GitServer", "base-git")]
    [InlineData("DeployMcp.Agent", "")]
    public async Task Properties_OfEachBinary_AreThoseOfItsImage(string project, string ownBase)
    {
        var start = new ProcessStartInfo("dotnet", ["msbuild", Path.Combine(Repository.Root, project),
            "-getProperty:ContainerRepository", "-getProperty:ContainerFamily", "-getProperty:ContainerUser", "-getProperty:ContainerBaseImage"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var run = await ProcessRun.StartAsync(start, TimeSpan.FromMinutes(2), CancellationToken.None);
        Assert.True(run.ExitCode == 0, run.Output);

        using var answer = JsonDocument.Parse(run.StandardOutput);
        string Property(string name) => answer.RootElement.GetProperty("Properties").GetProperty(name).GetString()!;
        Assert.Equal(Binary.Repository(project), Property("ContainerRepository"));
        Assert.Equal("noble-chiseled", Property("ContainerFamily"));
        Assert.Equal("1654", Property("ContainerUser"));
        Assert.Contains(ownBase, Property("ContainerBaseImage"), StringComparison.Ordinal);
    }
}
