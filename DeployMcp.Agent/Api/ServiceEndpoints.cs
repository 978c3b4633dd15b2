using System.Globalization;
using DeployMcp.Agent.Revisions;
using DeployMcp.Domain.Identity;

namespace DeployMcp.Agent.Api;

/// <summary><c>/v1/services</c>: what runs here, a service's last lines, and its end.</summary>
internal static class ServiceEndpoints
{
    private const int DefaultLines = 100;
    private const int MaxLines = 500;

    public static void MapServices(this IEndpointRouteBuilder app)
    {
        var registry = app.ServiceProvider.GetRequiredService<RevisionRegistry>();
        app.MapGet("/v1/services", context => ApiResponses.OkAsync(context, registry.All.Select(registry.StateOf).ToList()));
        app.MapDelete("/v1/services/{service:guid}", context => DeleteAsync(context, registry));
        app.MapGet("/v1/services/{service:guid}/logs", context => LogsAsync(context, registry));
    }

    private static async Task DeleteAsync(HttpContext context, RevisionRegistry registry)
    {
        await registry.RemoveServiceAsync(new ServiceId(RouteGuid.Read(context, "service")));
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static Task LogsAsync(HttpContext context, RevisionRegistry registry)
    {
        var isNumber = int.TryParse(context.Request.Query["lines"], NumberStyles.None, CultureInfo.InvariantCulture, out var lines);
        var service = new ServiceId(RouteGuid.Read(context, "service"));
        return ApiResponses.OkAsync(context, registry.Logs(service, isNumber ? Math.Min(lines, MaxLines) : DefaultLines));
    }
}
