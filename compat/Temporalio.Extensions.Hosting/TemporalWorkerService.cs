using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Temporalio.Client;
using Temporalio.Worker;

namespace Temporalio.Extensions.Hosting;

/// <summary>A worker as a hosted service.</summary>
public class TemporalWorkerService : BackgroundService
{
    private readonly TemporalClientConnectOptions? _newClientOptions;
    private readonly ITemporalClient? _existingClient;
    private readonly TemporalWorkerOptions _workerOptions;

    public TemporalWorkerService(TemporalClientConnectOptions clientOptions, TemporalWorkerOptions workerOptions)
    {
        _newClientOptions = clientOptions;
        _workerOptions = workerOptions;
    }

    public TemporalWorkerService(ITemporalClient client, TemporalWorkerOptions workerOptions)
    {
        _existingClient = client;
        _workerOptions = workerOptions;
    }

    /// <summary>The worker of a task queue, by its options and, unless they say how to connect one, the injected client.</summary>
    /// <exception cref="InvalidOperationException">There is neither an injected client nor client options.</exception>
    internal static TemporalWorkerService Create(IServiceProvider provider, string taskQueue)
    {
        var monitor = provider.GetRequiredService<IOptionsMonitor<TemporalWorkerServiceOptions>>();
        var options = (TemporalWorkerServiceOptions)monitor.Get(taskQueue).Clone();
        var existing = options.ClientOptions is null ? provider.GetService<ITemporalClient>() : null;
        if ((options.ClientOptions?.LoggerFactory ?? existing?.Options.LoggerFactory) is null or NullLoggerFactory)
            options.LoggerFactory ??= provider.GetService<ILoggerFactory>();

        if (options.ClientOptions is { } own)
            return new(own, options);

        return new(
            existing ?? throw new InvalidOperationException("Cannot start worker service with no client and no client connect options"), options);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var client = _existingClient ?? TemporalClient.CreateLazy(_newClientOptions!);
        await client.Connection.ConnectAsync().ConfigureAwait(false);
        using var worker = new TemporalWorker(client, _workerOptions);
        await worker.ExecuteAsync(stoppingToken).ConfigureAwait(false);
    }
}
