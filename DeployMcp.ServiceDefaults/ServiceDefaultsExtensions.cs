using DeployMcp.ServiceDefaults.Health;
using DeployMcp.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DeployMcp.ServiceDefaults;

/// <summary>What every binary has: telemetry, health, outgoing HTTP that keeps trying for a while.</summary>
public static class ServiceDefaultsExtensions
{
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        // Requests, queries and outgoing calls are in the traces; as log lines they cost more than half of a short call.
        foreach (var category in new[] { "Microsoft.AspNetCore", "ModelContextProtocol", "Npgsql", "System.Net.Http" })
        {
            builder.Logging.AddFilter(category, LogLevel.Warning);
        }

        // At any level it has ASP.NET Core make an activity and a log scope for each request, also where nobody listens to them.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);

        builder.AddTelemetry();
        builder.Services.AddHealthChecks();
        builder.Services.AddSingleton(TimeProvider.System);
        return builder;
    }

    /// <summary>
    /// <c>/alive</c>: the process runs. <c>/health</c>: what it depends on answers too. In production as well: Kubernetes asks
    /// them; they say one word and no detail.
    /// </summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        app.MapHealthEndpoints();
        return app;
    }
}
