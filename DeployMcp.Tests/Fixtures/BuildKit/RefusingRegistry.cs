using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace DeployMcp.Tests.Fixtures.BuildKit;

/// <summary>A registry that can be read, is empty, and answers every push in the same way.</summary>
public sealed class RefusingRegistry : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RefusingRegistry(int status, string body)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(async context =>
        {
            var isRead = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
            context.Response.StatusCode = !isRead ? status : context.Request.Path.Value == "/v2/" ? StatusCodes.Status200OK : StatusCodes.Status404NotFound;
            if (!isRead)
            {
                context.Response.ContentType = "application/json";
                await context.Response.WriteAsync(body);
            }
        });
    }

    public string Address => new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Authority;

    public static async Task<RefusingRegistry> StartAsync(int status, string body)
    {
        var registry = new RefusingRegistry(status, body);
        await registry._app.StartAsync();
        return registry;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
