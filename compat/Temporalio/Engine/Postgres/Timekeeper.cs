using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Temporalio.Engine.Postgres;

/// <summary>
/// Fires timers, ends what has timed out and removes what is past its retention. Every process with a worker has one; they
/// share the work by SKIP LOCKED, so that it goes on while any worker lives.
/// </summary>
internal sealed partial class Timekeeper(Database database, ILogger logger)
{
    /// <summary>How long closed runs are kept, as by default on a server; as long does RejectDuplicate hold.</summary>
    private const string Retention = "3 days";

    private const string NextDue = """
        select extract(epoch from least(
          (select min(fire_at) from temporal.timers),
          (select min(deadline) from temporal.activities where deadline is not null),
          (select min(timeout_at) from temporal.executions where status = 1 and timeout_at is not null)) - clock_timestamp())::float8
        """;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetentionInterval = TimeSpan.FromMinutes(10);

    private readonly Timeouts _timeouts = new(database);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var signal = new WakeSignal();
        using var subscription = database.Notifications.Subscribe(
            Topic.Due, key: null, key => signal.Set(TimeSpan.FromMilliseconds(long.TryParse(key, CultureInfo.InvariantCulture, out var ms) ? ms : 0)));
        var lastRetention = (long?)null;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                if (lastRetention is null || TimeProvider.System.GetElapsedTime(lastRetention.Value) > RetentionInterval)
                {
                    await RemoveExpiredAsync(cancellationToken).ConfigureAwait(false);
                    lastRetention = TimeProvider.System.GetTimestamp();
                }

                await signal.WaitAsync(await WorkAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (TransientFailures.IsTransient(e) || e is NpgsqlException)
            {
                LogInterrupted(logger, e.Message);
                await signal.WaitAsync(LongestWait, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    /// <returns>Time until there is more to do.</returns>
    private async Task<TimeSpan> WorkAsync(CancellationToken cancellationToken)
    {
        var due = await NextDueAsync(cancellationToken).ConfigureAwait(false);
        if (due > TimeSpan.Zero)
            return due < LongestWait ? due : LongestWait;

        await _timeouts.FireTimersAsync(cancellationToken).ConfigureAwait(false);
        await _timeouts.EndActivitiesAsync(cancellationToken).ConfigureAwait(false);
        await _timeouts.EndRunsAsync(cancellationToken).ConfigureAwait(false);
        return TimeSpan.FromMilliseconds(5);
    }

    private async Task<TimeSpan> NextDueAsync(CancellationToken cancellationToken)
    {
        var seconds = await database.QueryAsync(NextDue, r => r.IsDBNull(0) ? (double?)null : r.GetDouble(0), [], cancellationToken).ConfigureAwait(false);
        return seconds[0] is { } until && until < LongestWait.TotalSeconds ? TimeSpan.FromSeconds(until) : LongestWait;
    }

    private Task<List<bool>> RemoveExpiredAsync(CancellationToken cancellationToken)
        => database.QueryAsync(
            $"""
            with expired as (
              select run_id from temporal.executions where close_time < now() - interval '{Retention}' order by close_time limit 10000 for update skip locked)
            delete from temporal.executions e using expired where e.run_id = expired.run_id
            """,
            _ => true, [], cancellationToken);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The workflow engine's timers wait for its database: {Reason}")]
    private static partial void LogInterrupted(ILogger logger, string reason);
}
