using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.AspNetCore;

namespace DeployMcp.Tests.Compat.ModelContextProtocol.AspNetCore;

/// <summary>A small MCP server on a free port, and the raw requests that a client of each revision sends to it.</summary>
internal sealed class McpTestServer : IAsyncDisposable
{
    private McpTestServer(WebApplication application)
    {
        Application = application;
        var address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Client = new HttpClient { BaseAddress = new Uri(address) };
    }

    public WebApplication Application { get; }

    public HttpClient Client { get; }

    public static async Task<McpTestServer> StartAsync(
        Action<HttpServerTransportOptions>? transport = null,
        Action<WebApplicationBuilder>? configure = null,
        Action<WebApplication>? pipeline = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddMcpServer().WithHttpTransport(transport).WithTools<TransportTools>();
        configure?.Invoke(builder);
        var application = builder.Build();
        pipeline?.Invoke(application);
        application.MapMcp("/mcp");
        await application.StartAsync();
        return new McpTestServer(application);
    }

    /// <summary>A request of 2026-07-28, with the headers that belong to it.</summary>
    public Task<HttpResponseMessage> SendStatelessAsync(
        string method, object? parameters = null, string? name = null, int id = 1, CancellationToken cancellationToken = default)
    {
        var body = JsonSerializer.SerializeToNode(parameters ?? new { })!.AsObject();
        body["_meta"] ??= JsonSerializer.SerializeToNode(new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["io.modelcontextprotocol/protocolVersion"] = "2026-07-28",
            ["io.modelcontextprotocol/clientInfo"] = new { name = "test", version = "1.0" },
            ["io.modelcontextprotocol/clientCapabilities"] = new { },
        });
        var request = Post(JsonSerializer.Serialize(new { jsonrpc = "2.0", id, method, @params = body }));
        request.Headers.Add("MCP-Protocol-Version", "2026-07-28");
        request.Headers.Add("Mcp-Method", method);
        if (name is not null)
            request.Headers.Add("Mcp-Name", name);
        return Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    /// <summary>A tool call of 2026-07-28.</summary>
    public Task<HttpResponseMessage> CallToolAsync(
        string name, object? arguments = null, int id = 1, CancellationToken cancellationToken = default) =>
        SendStatelessAsync("tools/call", new { name, arguments = arguments ?? new { } }, name, id, cancellationToken);

    /// <summary>A request of the revisions with sessions.</summary>
    public Task<HttpResponseMessage> SendInSessionAsync(string? session, string method, object? parameters = null, string? user = null)
    {
        var request = Post(JsonSerializer.Serialize(new { jsonrpc = "2.0", id = 1, method, @params = parameters ?? new { } }));
        return SendAsync(request, session, user);
    }

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string? session, string? user = null)
    {
        if (session is not null)
            request.Headers.Add("Mcp-Session-Id", session);
        if (user is not null)
            request.Headers.Add("X-Test-User", user);
        return Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>Begins a session; its id.</summary>
    public async Task<string> InitializeAsync(string? user = null, string revision = "2025-11-25")
    {
        using var response = await SendInSessionAsync(
            session: null,
            "initialize",
            new { protocolVersion = revision, capabilities = new { }, clientInfo = new { name = "test", version = "1.0" } },
            user);
        response.EnsureSuccessStatusCode();
        return response.Headers.GetValues("Mcp-Session-Id").Single();
    }

    public static HttpRequestMessage Post(string body, string contentType = "application/json", string accept = "application/json, text/event-stream")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/mcp")
        {
            Content = new StringContent(body, Encoding.UTF8, MediaTypeHeaderValue.Parse(contentType)),
        };
        request.Headers.TryAddWithoutValidation("Accept", accept);
        return request;
    }

    public static HttpRequestMessage Get()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/mcp");
        request.Headers.Accept.ParseAdd("text/event-stream");
        return request;
    }

    /// <summary>The JSON-RPC message of a JSON response, or the last one of an event stream.</summary>
    public static async Task<JsonElement> ReadMessageAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStringAsync();
        var json = response.Content.Headers.ContentType?.MediaType is "text/event-stream"
            ? body.Split('\n').Last(line => line.StartsWith("data: {", StringComparison.Ordinal))["data: ".Length..]
            : body;
        return JsonElement.Parse(json);
    }

    public static async Task<string> ReadTextAsync(HttpResponseMessage response) =>
        (await ReadMessageAsync(response)).GetProperty("result").GetProperty("content")[0].GetProperty("text").GetString()!;

    public static async Task<int> ReadErrorCodeAsync(HttpResponseMessage response) =>
        (await ReadMessageAsync(response)).GetProperty("error").GetProperty("code").GetInt32();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Application.DisposeAsync();
    }
}
