using Dapper;
using DeployMcp.Domain.Identity;
using Npgsql;

namespace DeployMcp.Data.Audit;

/// <summary>Who did what, with which key, to what, when, and how it ended. One row for each mutation.</summary>
public sealed class AuditLog(NpgsqlDataSource database)
{
    public async Task WriteAsync(UserId userId, ApiKeyId? keyId, string action, string target, string outcome)
    {
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "insert into audit_log (user_id, api_key_id, action, target, outcome) values (@userId, @keyId, @action, @target, @outcome)",
            new { userId, keyId = keyId?.Value, action, target, outcome });
    }
}
