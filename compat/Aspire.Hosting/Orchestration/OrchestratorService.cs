using Aspire.Hosting.Containers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Orchestration;

/// <summary>Ties the orchestrator to the host's start and stop.</summary>
internal sealed class OrchestratorService(ApplicationOrchestrator orchestrator, IHostApplicationLifetime lifetime) : IHostedService, IAsyncDisposable
{
    private bool _isStopped;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await orchestrator.StartAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Ctrl-C while it starts: the host goes on to StopAsync only if the start doesn't throw.
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (!_isStopped)
        {
            _isStopped = true;
            await orchestrator.StopAsync(cancellationToken);
        }
    }

    /// <summary>An application that is only disposed of leaves nothing behind either.</summary>
    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None);
}

internal static class RunModeServices
{
    public static void AddRunMode(this IServiceCollection services)
    {
        services.AddSingleton<ApplicationOrchestrator>();
        services.AddSingleton<ResourceStarter>();
        services.AddSingleton<ResourceShutdown>();
        services.AddSingleton<ResourceConfiguration>();
        services.AddSingleton<ResourceHealthMonitor>();
        services.AddSingleton<ResourceOutput>();
        services.AddSingleton<ResourceUrls>();
        services.AddSingleton<EndpointAllocator>();
        services.AddSingleton<ProcessGuard>();
        services.AddSingleton<IResourceRunner, ProcessRunner>();
        services.AddSingleton<IResourceRunner, ContainerRunner>();
        services.AddHostedService<OrchestratorService>();
    }
}
