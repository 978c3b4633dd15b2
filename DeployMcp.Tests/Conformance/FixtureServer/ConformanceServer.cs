using DeployMcp.Server.Mcp.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Protocol;

namespace DeployMcp.Tests.Conformance.FixtureServer;

/// <summary>A server in this process that offers what the official conformance suite calls for, for every revision on one path.</summary>
public sealed class ConformanceServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private ConformanceServer(WebApplication application)
    {
        _application = application;
        var address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Url = new Uri(new Uri(address), "/mcp");
    }

    public Uri Url { get; }

    /// <param name="mode">Who gets a session.</param>
    /// <param name="pipeline">Middleware to put before the endpoint.</param>
    public static async Task<ConformanceServer> StartAsync(
        HttpServerSessionMode mode = HttpServerSessionMode.StatefulForInitializeClients, Action<WebApplication>? pipeline = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddDistributedMemoryCache().AddSingleton(TimeProvider.System);
        AddMcp(builder.Services, mode);

        var application = builder.Build();
        application.UseHostFiltering();
        pipeline?.Invoke(application);
        application.MapMcp("/mcp");
        await application.StartAsync();
        return new ConformanceServer(application);
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private static void AddMcp(IServiceCollection services, HttpServerSessionMode mode)
    {
        // The application's own host filter is what keeps other sites' pages out (DNS rebinding).
        services.AddHostFiltering(options => options.AllowedHosts = ["localhost", "127.0.0.1", "[::1]"]);
        var server = services.AddMcpServer().WithHttpTransport(options => options.SessionMode = mode);
#pragma warning disable MCP9005, MCP9006 // Logging levels and resumability exist for the revisions before 2026-07-28, which are tested here.
        server.WithDistributedCacheEventStreamStore().WithSetLoggingLevelHandler((_, _) => ValueTask.FromResult(new EmptyResult()));
#pragma warning restore MCP9005, MCP9006
        server.WithTools<ContentTools>()
            .WithTools<NotificationTools>()
            .WithTools<ClientRequestTools>()
            .WithTools<DiagnosticTools>()
            .WithTools<InputRequiredTools>()
            .WithTools<TaskTools>()
            .WithTasks<BackgroundTasks>()
            .WithTools([ContentTools.CreateJsonSchemaTool()])
            .WithPrompts<ConformancePrompts>()
            .WithResources<ConformanceResources>()
            .WithCompleteHandler((_, _) => ValueTask.FromResult(new CompleteResult { Completion = new Completion { Values = ["paris", "park"], Total = 2 } }))
            .WithSubscribeToResourcesHandler((_, _) => ValueTask.FromResult(new EmptyResult()))
            .WithUnsubscribeFromResourcesHandler((_, _) => ValueTask.FromResult(new EmptyResult()));
    }
}
