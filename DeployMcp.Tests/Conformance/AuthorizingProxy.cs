using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DeployMcp.Tests.Conformance;

/// <summary>
/// Passes every request on with an Authorization header of its own, for clients that cannot send one. Host and Origin
/// stay as the client sent them, so that a test of DNS rebinding reaches the server behind.
/// </summary>
public sealed class AuthorizingProxy : IAsyncDisposable
{
    private static readonly HashSet<string> ConnectionHeaders =
        new(["Connection", "Keep-Alive", "Transfer-Encoding", "Content-Length"], StringComparer.OrdinalIgnoreCase);

    private readonly WebApplication _application;
    private readonly HttpMessageInvoker _client;

    private AuthorizingProxy(WebApplication application, HttpMessageInvoker client, string path)
    {
        _application = application;
        _client = client;
        var address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Url = new Uri(new Uri(address), path);
    }

    /// <summary>What clients use in place of the target's URL.</summary>
    public Uri Url { get; }

    /// <param name="target">The MCP endpoint to pass requests on to.</param>
    /// <param name="authorization">The value of the Authorization header, as in <c>Bearer …</c>.</param>
    public static async Task<AuthorizingProxy> StartAsync(Uri target, string authorization)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var application = builder.Build();
        var client = new HttpMessageInvoker(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });
        application.Run(context => ForwardAsync(context, client, target, authorization));
        await application.StartAsync();
        return new AuthorizingProxy(application, client, target.PathAndQuery);
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _client.Dispose();
    }

    private static async Task ForwardAsync(HttpContext context, HttpMessageInvoker client, Uri target, string authorization)
    {
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), target);
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody is true)
            request.Content = new StreamContent(context.Request.Body);
        foreach (var (name, values) in context.Request.Headers.Where(header => !ConnectionHeaders.Contains(header.Key)))
        {
            if (!request.Headers.TryAddWithoutValidation(name, values.ToArray()))
                request.Content?.Headers.TryAddWithoutValidation(name, values.ToArray());
        }

        request.Headers.Remove("Authorization");
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var response = await client.SendAsync(request, context.RequestAborted);
        await CopyAsync(response, context);
    }

    private static async Task CopyAsync(HttpResponseMessage response, HttpContext context)
    {
        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers).Where(header => !ConnectionHeaders.Contains(header.Key)))
            context.Response.Headers[name] = values.ToArray();

        // Each piece as it comes: an event stream may stay silent, and open, for long.
        var body = await response.Content.ReadAsStreamAsync(context.RequestAborted);
        await context.Response.StartAsync(context.RequestAborted);
        var buffer = new byte[16 * 1024];
        while (await body.ReadAsync(buffer, context.RequestAborted) is > 0 and var count)
        {
            await context.Response.Body.WriteAsync(buffer.AsMemory(0, count), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }
}
