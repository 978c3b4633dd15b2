using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace DeployMcp.ServiceDefaults.Telemetry;

/// <summary>
/// Traces, metrics and logs to the OTLP endpoint that <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names; without it, nothing. The
/// framework and the libraries emit their own activities and metrics, so that only their names are listed here.
/// </summary>
internal static class TelemetryExtensions
{
    private static readonly string[] Sources =
    [
        "DeployMcp.*", "Microsoft.AspNetCore", "System.Net.Http", "Npgsql", "Experimental.ModelContextProtocol",
    ];

    private static readonly string[] Meters =
    [
        "DeployMcp.*", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime",
        "Npgsql", "Experimental.ModelContextProtocol",
    ];

    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        if (string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            return;
        }

        builder.Logging.AddOpenTelemetry(logs =>
        {
            logs.IncludeFormattedMessage = true;
            logs.IncludeScopes = true;
            logs.SetResourceBuilder(Resource(builder));
            logs.AddOtlpExporter();
        });
        builder.Services.AddSingleton(_ => OpenTelemetry.Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(Resource(builder)).AddSource(Sources).AddProcessor(new NoiseFilter()).AddOtlpExporter().Build());
        builder.Services.AddSingleton(_ => OpenTelemetry.Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(Resource(builder)).AddMeter(Meters).AddOtlpExporter().Build());
        builder.Services.AddHostedService<TelemetryLifetime>();
    }

    private static ResourceBuilder Resource(IHostApplicationBuilder builder)
        => ResourceBuilder.CreateDefault().AddService(builder.Configuration["OTEL_SERVICE_NAME"] ?? builder.Environment.ApplicationName)
            .AddEnvironmentVariableDetector();
}
