using System.Text.Json.Nodes;
using DeployMcp.Tests.Server.Fixture;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace DeployMcp.Tests.Server.OAuth;

/// <summary>Where a client's metadata document is; it counts who asks.</summary>
public sealed class DocumentHost : IAsyncDisposable
{
    private static Task<WebApplication>? _trusting;
    private readonly WebApplication _application;
    private int _asked;

    private DocumentHost(WebApplication application) => _application = application;

    public string Url => $"{_application.Urls.First()}/client.json";

    public int Asked => _asked;

    /// <summary>What it answers; a good document unless a test says otherwise.</summary>
    public Func<HttpContext, Task>? Answer { get; set; }

    /// <summary>A server that takes documents from this machine, one for all tests.</summary>
    public static async Task<string> TrustingServerAsync(ServerFixture fixture)
        => (await (_trusting ??= fixture.StartServerAsync("--OAuth:AllowLoopbackClientDocuments=true"))).Urls.First();

    public static async Task<DocumentHost> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var host = new DocumentHost(builder.Build());
        host._application.Run(async context =>
        {
            Interlocked.Increment(ref host._asked);
            await (host.Answer ?? (c => WriteAsync(c, host.Document())))(context);
        });
        await host._application.StartAsync();
        return host;
    }

    public JsonObject Document() => new()
    {
        ["client_id"] = Url,
        ["client_name"] = "Documented Client",
        ["redirect_uris"] = new JsonArray(TestClient.Redirect),
        ["token_endpoint_auth_method"] = "none",
    };

    public static Task WriteAsync(HttpContext context, JsonNode document, string type = "application/json")
    {
        context.Response.ContentType = type;
        return context.Response.WriteAsync(document.ToJsonString());
    }

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();
}
