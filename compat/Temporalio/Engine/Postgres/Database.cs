using Npgsql;

namespace Temporalio.Engine.Postgres;

/// <summary>The engine's connections: a small pool, statements prepared by themselves.</summary>
internal sealed class Database(string connectionString, Notifications notifications) : IDisposable
{
    private const int DeadlockRetries = 5;

    public NpgsqlDataSource Source { get; } = NpgsqlDataSource.Create(connectionString);

    public Notifications Notifications { get; } = notifications;

    /// <summary>One statement in a transaction of its own; reads all rows.</summary>
    public async Task<List<T>> QueryAsync<T>(string sql, Func<NpgsqlDataReader, T> read, object?[] arguments, CancellationToken cancellationToken)
    {
        var connection = await Source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var disposal = connection.ConfigureAwait(false);
        return await Statements.QueryAsync(connection, sql, read, arguments, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs a transaction, again where it met a deadlock or lost a race for an id, and tells others of it once it is durable.</summary>
    public async Task<T> InTransactionAsync<T>(Func<EngineTransaction, Task<T>> work, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var connection = await Source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
                await using var disposal = connection.ConfigureAwait(false);
                var transaction = new EngineTransaction(connection, Notifications, cancellationToken);
                await using var rollback = transaction.ConfigureAwait(false);
                await transaction.BeginAsync().ConfigureAwait(false);
                var result = await work(transaction).ConfigureAwait(false);
                await transaction.CommitAsync().ConfigureAwait(false);
                return result;
            }
            catch (PostgresException e) when (attempt < DeadlockRetries
                && e.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.UniqueViolation)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(5, 30) * attempt), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public void Dispose() => Source.Dispose();
}

internal static class Statements
{
    public static async Task<List<T>> QueryAsync<T>(
        NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> read, object?[] arguments, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(sql, connection);
        await using var disposal = command.ConfigureAwait(false);
        AddArguments(command.Parameters, arguments);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = reader.ConfigureAwait(false);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            rows.Add(read(reader));
        return rows;
    }

    public static void AddArguments(NpgsqlParameterCollection parameters, object?[] arguments)
    {
        foreach (var argument in arguments)
            parameters.Add(new() { Value = argument ?? DBNull.Value });
    }

    public static T? ValueOrDefault<T>(this NpgsqlDataReader reader, string column)
    {
        var ordinal = reader.GetOrdinal(column);
        return reader.IsDBNull(ordinal) ? default : reader.GetFieldValue<T>(ordinal);
    }

    public static T Value<T>(this NpgsqlDataReader reader, string column) => reader.GetFieldValue<T>(reader.GetOrdinal(column));
}
