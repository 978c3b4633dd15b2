using Dapper;
using Npgsql;

namespace DeployMcp.Data.Git;

/// <summary>Deliveries come at least once; each is recorded before it is acted on.</summary>
public sealed class WebhookDeliveryStore(NpgsqlDataSource database)
{
    /// <summary>False when this delivery was recorded and handled before.</summary>
    public async Task<bool> RecordAsync(string provider, string deliveryId, string eventName)
    {
        await using var connection = await database.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<bool>(
            """
            insert into webhook_deliveries (provider, delivery_id, event) values (@provider, @deliveryId, @eventName)
            on conflict (provider, delivery_id) do update set event = excluded.event
            returning handled_at is null
            """,
            new { provider, deliveryId, eventName });
    }

    public async Task MarkHandledAsync(string provider, string deliveryId)
    {
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "update webhook_deliveries set handled_at = now() where provider = @provider and delivery_id = @deliveryId",
            new { provider, deliveryId });
    }
}
