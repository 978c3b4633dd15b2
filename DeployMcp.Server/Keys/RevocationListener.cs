using System.Net.Sockets;
using DeployMcp.Data.Keys;
using DeployMcp.Domain.Identity;
using Npgsql;

namespace DeployMcp.Server.Keys;

/// <summary>Hears of revoked keys on a connection of its own. While that is down, no remembered key is trusted.</summary>
internal sealed partial class RevocationListener(
    NpgsqlDataSource database, ApiKeyVerifier keys, TimeProvider time, ILogger<RevocationListener> logger) : BackgroundService
{
    /// <summary>A connection that says nothing for this long is asked whether it still lives.</summary>
    private static readonly TimeSpan Probe = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await ListenUntilLostAsync(stoppingToken);
                await Task.Delay(TimeSpan.FromSeconds(1), time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task ListenUntilLostAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ListenAsync(cancellationToken);
        }
        catch (Exception e) when (e is NpgsqlException or SocketException or TimeoutException)
        {
            LogLost(e);
        }
        finally
        {
            keys.SetHearsRevocations(false);
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        connection.Notification += (_, notification) => Forget(notification.Payload);
        await using (var listen = new NpgsqlCommand($"listen {ApiKeyStore.RevokedChannel}", connection))
        {
            await listen.ExecuteNonQueryAsync(cancellationToken);
        }

        keys.SetHearsRevocations(true);
        while (true)
        {
            if (!await connection.WaitAsync(Probe, cancellationToken))
            {
                await using var probe = new NpgsqlCommand("select 1", connection) { CommandTimeout = (int)Probe.TotalSeconds };
                await probe.ExecuteScalarAsync(cancellationToken);
            }
        }
    }

    private void Forget(string payload)
    {
        if (Guid.TryParse(payload, out var id))
        {
            keys.Forget(new ApiKeyId(id));
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Lost the connection that hears of revoked keys; each request looks at its key's row until it is back")]
    private partial void LogLost(Exception exception);
}
