using Dapper;
using Npgsql;

namespace DeployMcp.Data.Git;

/// <summary>
/// Deliveries come at least once and in any order. Each is stored before it is answered and acted on afterwards, by any process:
/// the table is the queue.
/// </summary>
public sealed class WebhookDeliveryStore(NpgsqlDataSource database)
{
    /// <summary>How long a delivery that comes again is known: GitHub itself delivers again within three days only.</summary>
    private const string Memory = "30 days";

    private const string NextSql =
        """
        select provider, delivery_id, event, subject, cause, at, facts
        from webhook_deliveries d
        where handled_at is null and due_at <= now() and not exists (
            select from webhook_deliveries earlier
            where earlier.subject = d.subject and earlier.handled_at is null and earlier.sequence < d.sequence)
        order by sequence limit 1
        for update skip locked
        """;

    /// <summary>Stores them in one statement, in this order. Returns the ids of those that are new.</summary>
    public async Task<IReadOnlySet<string>> RecordAsync(string provider, IReadOnlyCollection<WebhookDelivery> deliveries)
    {
        await using var connection = await database.OpenConnectionAsync();
        return (await connection.QueryAsync<string>(
            """
            insert into webhook_deliveries (provider, delivery_id, event, subject, cause, at, facts)
            select @provider, id, event, subject, cause, at, facts::jsonb
            from unnest(@ids, @events, @subjects, @causes, @times, @facts) with ordinality as d (id, event, subject, cause, at, facts, n)
            order by n
            on conflict do nothing
            returning delivery_id
            """,
            new
            {
                provider,
                ids = deliveries.Select(d => d.DeliveryId).ToArray(),
                events = deliveries.Select(d => d.Event).ToArray(),
                subjects = deliveries.Select(d => d.Subject).ToArray(),
                causes = deliveries.Select(d => d.Cause).ToArray(),
                times = deliveries.Select(d => d.At).ToArray(),
                facts = deliveries.Select(d => d.Facts).ToArray(),
            })).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>
    /// Acts on the next one that nobody else is acting on. A crash gives it back at once; one that failed is due again after a
    /// while, up to a minute, and throws what it failed with. False when none is due.
    /// </summary>
    public async Task<bool> HandleNextAsync(Func<WebhookDelivery, Task> act)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        if (await connection.QuerySingleOrDefaultAsync<WebhookDelivery>(NextSql, transaction: transaction) is not { } delivery)
        {
            return false;
        }

        try
        {
            await act(delivery);
        }
        catch (Exception)
        {
            await EndAsync(connection, transaction, delivery, "attempts = attempts + 1, due_at = now() + least(interval '1 minute', interval '1 second' * power(2, least(attempts, 10)))");
            throw;
        }

        await EndAsync(connection, transaction, delivery, "handled_at = now(), facts = null");
        return true;
    }

    /// <summary>Whether something later is known of the same subject, so that this is over before it was acted on.</summary>
    public async Task<bool> IsOvertakenAsync(WebhookDelivery delivery)
    {
        await using var connection = await database.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<bool>(
            "select exists (select from webhook_deliveries where provider = @Provider and subject = @Subject and at > @At)", delivery);
    }

    /// <summary>Forgets those that were handled long ago.</summary>
    public async Task PruneAsync()
    {
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync($"delete from webhook_deliveries where handled_at < now() - interval '{Memory}'");
    }

    private static async Task EndAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, WebhookDelivery delivery, string change)
    {
        await connection.ExecuteAsync(
            $"update webhook_deliveries set {change} where provider = @Provider and delivery_id = @DeliveryId", delivery, transaction);
        await transaction.CommitAsync();
    }
}
