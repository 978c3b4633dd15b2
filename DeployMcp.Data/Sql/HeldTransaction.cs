using Npgsql;

namespace DeployMcp.Data.Sql;

/// <summary>Keeps what its transaction has locked until it is disposed. Keep it for a moment only.</summary>
internal sealed class HeldTransaction(NpgsqlConnection connection, NpgsqlTransaction transaction) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }
}
