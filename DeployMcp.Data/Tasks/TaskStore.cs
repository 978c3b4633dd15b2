using System.Security.Cryptography;
using Dapper;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Identity;
using Npgsql;

namespace DeployMcp.Data.Tasks;

/// <summary>Tasks of MCP's Tasks extension. Another user's is unknown, and so is one that has expired.</summary>
public sealed class TaskStore(NpgsqlDataSource database)
{
    /// <param name="lifetime">How long it is known, from now.</param>
    public async Task<DeploymentTask> CreateAsync(UserId userId, string tool, Deployment deployment, string happened, TimeSpan lifetime)
    {
        await using var connection = await database.OpenConnectionAsync();
        var row = await connection.QuerySingleAsync<TaskRow>(
            $"""
            with expired as (delete from tasks where expires_at < now())
            insert into tasks (id, user_id, tool, service_id, deployment_id, happened, expires_at)
            values (@id, @userId, @tool, @ServiceId, @deploymentId, @happened, now() + @lifetime)
            returning {TaskRow.Columns}
            """,
            new
            {
                id = RandomNumberGenerator.GetHexString(32, lowercase: true),
                userId,
                tool,
                deployment.ServiceId,
                deploymentId = deployment.Id,
                happened,
                lifetime,
            });
        return row.ToTask();
    }

    public async Task<DeploymentTask?> FindAsync(UserId userId, string id)
    {
        await using var connection = await database.OpenConnectionAsync();
        return (await connection.QuerySingleOrDefaultAsync<TaskRow>(
            $"select {TaskRow.Columns} from tasks where id = @id and user_id = @userId and expires_at >= now()", new { id, userId }))?.ToTask();
    }

    /// <summary>Keeps how it ended; whoever saw it first decides.</summary>
    public async Task<TaskOutcome> EndAsync(string id, TaskOutcome outcome)
    {
        await using var connection = await database.OpenConnectionAsync();
        var row = await connection.QuerySingleOrDefaultAsync<TaskRow>(
            $"""
            update tasks set
                outcome = coalesce(outcome, @word),
                status_message = case when outcome is null then @StatusMessage else status_message end,
                result = case when outcome is null then @Result::jsonb else result end,
                ended_at = coalesce(ended_at, @At)
            where id = @id
            returning {TaskRow.Columns}
            """,
            new { id, word = outcome.Completed ? "completed" : "cancelled", outcome.StatusMessage, outcome.Result, outcome.At });
        return row?.ToTask().Outcome ?? outcome;
    }
}
