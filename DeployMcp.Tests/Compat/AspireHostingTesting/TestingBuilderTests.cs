using System.Net.Http.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using DeployMcp.Tests.Compat.AspireHosting;

namespace DeployMcp.Tests.Compat.AspireHostingTesting;

public class TestingBuilderTests
{
    [Fact]
    public async Task CreateAsync_RealAppHost_RunsItsProjectWithItsEnvironment()
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Fixture_AppHost>(["--Greeting=from the test"]);
        Assert.Equal(Projects.Fixture_AppHost.ProjectPath, builder.AppHostDirectory);
        await using var app = await builder.BuildAsync();
        await app.StartAsync();
        await app.ResourceNotifications.WaitForResourceHealthyAsync("web").WaitAsync(ShellApplication.Patience);

        using var client = app.CreateHttpClient("web", "http");
        var environment = (await client.GetFromJsonAsync<Dictionary<string, string>>("/env"))!;

        Assert.Equal("from the test", environment["GREETING"]);
        Assert.Equal("Development", environment["DOTNET_ENVIRONMENT"]);
        Assert.Equal(app.GetEndpoint("web").ToString().TrimEnd('/'), environment["ASPNETCORE_URLS"]);
    }

    [Fact]
    public async Task CreateAsync_BuilderChanged_TheChangeIsBuilt()
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Fixture_AppHost>();
        builder.CreateResourceBuilder<ExecutableResource>("sleeper").WithExplicitStart();
        var extra = builder.AddShell("extra", "echo here");
        builder.AddConnectionString("cs", ReferenceExpression.Create($"Server={extra.Resource.Name}"));
        await using var app = await builder.BuildAsync();
        using var abort = new CancellationTokenSource();
        var start = app.StartAsync(abort.Token);
        await app.WaitForEndAsync("extra");

        Assert.Equal("Server=extra", await app.GetConnectionStringAsync("cs"));
        Assert.False(start.IsCompleted, "web waits for the sleeper, which isn't started");
        await abort.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => start);
    }

    [Fact]
    public async Task CreateAsync_AbandonedUnbuilt_EndsTheEntryPoint()
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Fixture_AppHost>();

        await builder.DisposeAsync();

        await Assert.ThrowsAsync<TimeoutException>(() => builder.BuildAsync().WaitAsync(TimeSpan.FromMilliseconds(300)));
    }
}
