using Microsoft.Extensions.Logging;
using Temporalio.Client;
using Temporalio.Converters;
using Temporalio.Engine;
using Temporalio.Worker.Interceptors;

namespace Temporalio.Worker;

/// <summary>What the parts of one worker share.</summary>
internal sealed record WorkerContext(
    IWorkerService Service,
    WorkerQueue Queue,
    TemporalWorkerOptions Options,
    DataConverter DataConverter,
    IReadOnlyCollection<IWorkerInterceptor> Interceptors,
    ILoggerFactory LoggerFactory,
    ITemporalClient? Client)
{
    /// <summary>A report that the engine cannot take for so long is given up: the timeouts bring the task back.</summary>
    private static readonly TimeSpan LongestReport = TimeSpan.FromMinutes(1);

    /// <summary>Reports to the engine, again while that cannot be reached.</summary>
    public static async Task<T> ReportAsync<T>(Func<Task<T>> report)
        => await TransientFailures.RetryAsync(
            report, new() { MaxElapsedTime = LongestReport, MaxRetries = 0, MaxInterval = TimeSpan.FromSeconds(1) }, retry: true, CancellationToken.None).ConfigureAwait(false);

    public static Task ReportAsync(Func<Task> report) => ReportAsync(async () =>
    {
        await report().ConfigureAwait(false);
        return true;
    });
}
