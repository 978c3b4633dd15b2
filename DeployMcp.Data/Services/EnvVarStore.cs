using Dapper;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Security;
using Npgsql;

namespace DeployMcp.Data.Services;

/// <summary>A service's variables, encrypted before they come here.</summary>
public sealed class EnvVarStore(NpgsqlDataSource database)
{
    public async Task<IReadOnlyList<EncryptedEnvVar>> ListAsync(ServiceId serviceId)
    {
        await using var connection = await database.OpenConnectionAsync();
        var rows = await connection.QueryAsync<(string Key, string KeyId, byte[] Nonce, byte[] Ciphertext)>(
            "select key, key_id, nonce, ciphertext from env_vars where service_id = @serviceId order by key", new { serviceId });
        return [.. rows.Select(r => new EncryptedEnvVar(r.Key, new EncryptedValue(r.KeyId, r.Nonce, r.Ciphertext)))];
    }

    /// <summary>Adds variables, or gives those that exist another value.</summary>
    internal static async Task SetAsync(NpgsqlConnection connection, ServiceId serviceId, IReadOnlyList<EncryptedEnvVar> variables)
        => await connection.ExecuteAsync(
            """
            insert into env_vars (service_id, key, key_id, nonce, ciphertext) values (@serviceId, @Key, @KeyId, @Nonce, @Ciphertext)
            on conflict (service_id, key) do update set key_id = excluded.key_id, nonce = excluded.nonce, ciphertext = excluded.ciphertext
            """,
            variables.Select(v => new { serviceId, v.Key, v.Value.KeyId, v.Value.Nonce, v.Value.Ciphertext }));

    internal static async Task RemoveAsync(NpgsqlConnection connection, ServiceId serviceId, IReadOnlyList<string> keys)
        => await connection.ExecuteAsync(
            "delete from env_vars where service_id = @serviceId and key = any(@keys)", new { serviceId, keys = keys.ToArray() });
}
