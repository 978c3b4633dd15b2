using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Temporalio.Client;
using Temporalio.Extensions.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Workers and clients as services.</summary>
public static class TemporalHostingServiceCollectionExtensions
{
    /// <summary>Adds a worker that connects a client of its own.</summary>
    public static ITemporalWorkerServiceOptionsBuilder AddHostedTemporalWorker(
        this IServiceCollection services, string clientTargetHost, string clientNamespace, string taskQueue)
        => services.AddHostedTemporalWorker(taskQueue).ConfigureOptions(
            options => options.ClientOptions = new(clientTargetHost) { Namespace = clientNamespace });

    /// <summary>Adds a worker that uses the injected <see cref="ITemporalClient"/>, unless client options are configured.</summary>
    /// <exception cref="InvalidOperationException">There is a worker for this task queue already.</exception>
    public static ITemporalWorkerServiceOptionsBuilder AddHostedTemporalWorker(this IServiceCollection services, string taskQueue)
    {
        if (services.Any(s => s.ImplementationInstance is TemporalWorkerServiceOptionsBuilder added && added.TaskQueue == taskQueue))
            throw new InvalidOperationException($"Worker service for task queue '{taskQueue}' already on collection");

        var builder = new TemporalWorkerServiceOptionsBuilder(taskQueue, services);
        services.AddSingleton(builder);
        // AddHostedService would keep only the first of several workers: they are all of one type.
        services.AddSingleton<IHostedService>(provider => TemporalWorkerService.Create(provider, taskQueue));
        return builder.ConfigureOptions(options => options.TaskQueue = taskQueue);
    }

    /// <summary>Adds a client that connects with its first call.</summary>
    public static OptionsBuilder<TemporalClientConnectOptions> AddTemporalClient(
        this IServiceCollection services, string? clientTargetHost = null, string? clientNamespace = null)
    {
        services.TryAddSingleton<ITemporalClient>(
            provider => TemporalClient.CreateLazy(provider.GetRequiredService<IOptions<TemporalClientConnectOptions>>().Value));
        return services.AddOptions<TemporalClientConnectOptions>().Configure<IServiceProvider>((options, provider) =>
        {
            options.TargetHost = clientTargetHost ?? options.TargetHost;
            options.Namespace = clientNamespace ?? options.Namespace;
            options.LoggerFactory = provider.GetService<ILoggerFactory>() ?? options.LoggerFactory;
        });
    }

    /// <summary>Adds a client that connects with its first call.</summary>
    public static IServiceCollection AddTemporalClient(this IServiceCollection services, Action<TemporalClientConnectOptions> configureClient)
    {
        services.AddTemporalClient().Configure(configureClient);
        return services;
    }
}
