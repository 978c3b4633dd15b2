using Dapper;
using Npgsql;

namespace DeployMcp.Data.Sql;

/// <summary>Work that one process at a time does for all of them.</summary>
public sealed class Turns(NpgsqlDataSource database)
{
    /// <summary>Held until disposed, or until this process dies; one connection is used meanwhile.</summary>
    /// <param name="work">The same name is the same work, on the whole platform.</param>
    /// <returns>Null while somebody else is at it.</returns>
    public async Task<IAsyncDisposable?> TryTakeAsync(string work, CancellationToken cancellationToken)
    {
        var connection = await database.OpenConnectionAsync(cancellationToken);
        try
        {
            var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var taken = await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
                "select pg_try_advisory_xact_lock(hashtextextended(@work, 2))", new { work }, transaction, cancellationToken: cancellationToken));
            if (taken)
            {
                return new Turn(connection, transaction);
            }
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        await connection.DisposeAsync();
        return null;
    }

    private sealed class Turn(NpgsqlConnection connection, NpgsqlTransaction transaction) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await transaction.DisposeAsync();
            await connection.DisposeAsync();
        }
    }
}
