using Microsoft.Extensions.Logging;
using Temporalio.Engine;

namespace Temporalio.Client;

/// <summary>The connection to whichever engine the target host names, made once.</summary>
internal sealed class TemporalConnection(TemporalConnectionOptions options, ILoggerFactory loggerFactory) : ITemporalConnection
{
    private readonly SemaphoreSlim _connecting = new(1, 1);
    private IWorkflowService? _service;

    public bool IsConnected => _service is not null;

    public TemporalConnectionOptions Options { get; } = options;

    public string Identity => Options.Identity ??= $"{Environment.ProcessId}@{Environment.MachineName}";

    /// <summary>Null until connected.</summary>
    public IWorkflowService? Service => _service;

    public async Task ConnectAsync() => await GetServiceAsync(CancellationToken.None).ConfigureAwait(false);

    public async ValueTask<IWorkflowService> GetServiceAsync(CancellationToken cancellationToken)
    {
        if (_service is { } connected)
            return connected;

        await _connecting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_service is null)
            {
                var service = WorkflowServices.ForTarget(Options, loggerFactory);
                await TransientFailures.RetryAsync(async () =>
                {
                    await service.ConnectAsync(cancellationToken).ConfigureAwait(false);
                    return true;
                }, Options.RpcRetry ?? new(), retry: true, cancellationToken).ConfigureAwait(false);
                _service = service;
            }

            return _service;
        }
        finally
        {
            _connecting.Release();
        }
    }
}
