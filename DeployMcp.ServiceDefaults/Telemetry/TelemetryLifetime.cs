using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace DeployMcp.ServiceDefaults.Telemetry;

/// <summary>Makes the providers when the host starts; the container disposes them, which sends what is left.</summary>
internal sealed class TelemetryLifetime(TracerProvider traces, MeterProvider metrics) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken)
        => Task.Run(
            () =>
            {
                traces.ForceFlush(2_000);
                metrics.ForceFlush(2_000);
            },
            cancellationToken);
}
