using System.Net;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using DeployMcp.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;

namespace DeployMcp.Tests.EndToEnd;

/// <summary>The AppHost as Aspire's own testing package runs it.</summary>
[Collection(PlatformCollection.Name)]
public class TestingBuilderTests
{
    [Fact]
    public async Task CreateAsync_OfTheAppHost_RunsTheWholeSystem()
    {
        var ports = FreePorts.Take(5);
        var data = Directory.CreateTempSubdirectory("deploymcp-testing-").FullName;
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.DeployMcp_AppHost>(
            [$"--Ports:Server={ports[0]}", $"--Ports:DeployerServer={ports[1]}", $"--Ports:Git={ports[2]}", $"--Ports:Edge={ports[3]}", $"--Ports:Databases={ports[4]}", $"--DEPLOYMCP_DATA={data}"]);
        await using var app = await builder.BuildAsync();

        await app.StartAsync();
        var notifications = app.Services.GetRequiredService<ResourceNotificationService>();
        foreach (var resource in new[] { "git-server", "agent", "databases", "server", "worker", "deployer-server", "deployer-worker" })
        {
            await notifications.WaitForResourceHealthyAsync(resource).WaitAsync(TimeSpan.FromSeconds(120));
        }

        using var server = app.CreateHttpClient("server", "http");
        Assert.Equal(HttpStatusCode.OK, (await server.GetAsync(new Uri("/health", UriKind.Relative))).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.PostAsync(new Uri("/mcp", UriKind.Relative), null)).StatusCode);
        Assert.Contains("Database=deploymcp", await app.GetConnectionStringAsync("deploymcp"), StringComparison.Ordinal);
    }
}
