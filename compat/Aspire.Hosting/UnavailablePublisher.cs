using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>Stands where the publishers go; this build can run an application but not describe it.</summary>
internal sealed class UnavailablePublisher(DistributedApplicationExecutionContext context) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => throw new DistributedApplicationException(
        $"This implementation of Aspire.Hosting runs applications; it has no publisher '{context.PublisherName}'. "
        + "Start the AppHost without --publisher and --operation publish, or build it with -p:UpstreamPackages=true.");

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
