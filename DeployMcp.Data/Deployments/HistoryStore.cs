using Dapper;
using Npgsql;

namespace DeployMcp.Data.Deployments;

/// <summary>What nobody asks for any more.</summary>
public sealed class HistoryStore(NpgsqlDataSource database)
{
    /// <summary>The logs of all but a service's newest deployments; those that serve or are in progress keep theirs.</summary>
    /// <returns>Lines removed.</returns>
    public async Task<int> TrimLogsAsync(int deploymentsKept)
    {
        await using var connection = await database.OpenConnectionAsync();
        return await connection.ExecuteAsync(
            """
            delete from deployment_logs where deployment_id in (
                select id from (
                    select id, status, row_number() over (partition by service_id order by sequence desc) as age from deployments) d
                where age > @deploymentsKept and status in ('removed', 'failed', 'cancelled', 'superseded'))
            """,
            new { deploymentsKept });
    }

    /// <summary>Deliveries of webhooks older than that; senders repeat theirs for some days at most.</summary>
    public async Task<int> TrimDeliveriesAsync(TimeSpan age)
    {
        await using var connection = await database.OpenConnectionAsync();
        return await connection.ExecuteAsync("delete from webhook_deliveries where received_at < now() - @age", new { age });
    }
}
