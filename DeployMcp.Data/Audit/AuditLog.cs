using Dapper;
using DeployMcp.Domain.Identity;
using Npgsql;

namespace DeployMcp.Data.Audit;

/// <summary>Who did what, with which key, to what, when, and how it ended. One row for each mutation.</summary>
public sealed class AuditLog(NpgsqlDataSource database)
{
    /// <summary>
    /// A row of someone whose account is gone meanwhile says what kind of thing was done, and no more of whom. The lock makes it
    /// come before or after the account's removal, never in between, where it would keep the person's id for ever.
    /// </summary>
    public async Task WriteAsync(UserId userId, ApiKeyId? keyId, string action, string target, string outcome)
    {
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            $"""
            with owner as (select id from users where id = @userId for key share)
            insert into audit_log (user_id, api_key_id, action, target, outcome)
            select o.id, case when o.id is not null then @keyId::uuid end, @action, case when o.id is null then {Anonymous("@target")} else @target end, @outcome
            from (select) one left join owner o on true
            """,
            new { userId, keyId = keyId?.Value, action, target, outcome });
    }

    /// <summary>Takes the person out of the rows of an account, in the transaction that removes it.</summary>
    internal static Task AnonymiseAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, UserId userId)
        => connection.ExecuteAsync(
            $"update audit_log set user_id = null, api_key_id = null, target = {Anonymous("target")} where user_id = @userId", new { userId }, transaction);

    /// <summary>Of <c>service default/api</c> only <c>service</c>: names say who somebody was.</summary>
    private static string Anonymous(string target) => $"split_part({target}, ' ', 1)";
}
