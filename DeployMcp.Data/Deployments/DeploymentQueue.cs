using Dapper;
using DeployMcp.Data.Services;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Identity;
using Npgsql;

namespace DeployMcp.Data.Deployments;

/// <param name="Created">False for a duplicate: the deployment is the one there was already.</param>
/// <param name="SupersededWorkflows">Workflows of older deployments, now marked as superseded, that are to be cancelled.</param>
public sealed record Queued(Deployment Deployment, bool Created, IReadOnlyList<string> SupersededWorkflows);

/// <summary>Where deployments come from. Each queues under a lock on its service, so that there is an order and a newest one.</summary>
public sealed class DeploymentQueue(NpgsqlDataSource database)
{
    /// <summary>Null when the service is gone.</summary>
    public async Task<Queued?> RedeployAsync(ServiceId serviceId, Commit? commit)
        => await QueueAsync(serviceId, DeploymentTrigger.Redeploy, commit, isDuplicate: _ => false);

    /// <summary>A delivery for the commit that the newest deployment has already is a duplicate and queues nothing.</summary>
    public async Task<Queued?> PushAsync(ServiceId serviceId, Commit commit)
        => await QueueAsync(serviceId, DeploymentTrigger.Push, commit, isDuplicate: newest => newest.CommitSha == commit.Sha);

    /// <summary>Called when the workflow has been started, whoever started it.</summary>
    public async Task MarkStartedAsync(DeploymentId id)
    {
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync("update deployments set workflow_started = true where id = @id", new { id });
    }

    /// <summary>Deployments whose workflow was not started within <paramref name="patience"/>: whoever queued them has died.</summary>
    public async Task<IReadOnlyList<Deployment>> ListUnstartedAsync(TimeSpan patience)
    {
        await using var connection = await database.OpenConnectionAsync();
        var rows = await connection.QueryAsync<DeploymentRow>(
            $"select {DeploymentRow.Columns} from deployments where not workflow_started and created_at < now() - @patience order by sequence",
            new { patience });
        return [.. rows.Select(r => r.ToDeployment())];
    }

    internal static async Task<Deployment> InsertAsync(NpgsqlConnection connection, ServiceId serviceId, DeploymentTrigger trigger, Commit? commit)
    {
        var id = DeploymentId.New();
        var row = await connection.QuerySingleAsync<DeploymentRow>(
            $"""
            insert into deployments (id, service_id, trigger, commit_sha, commit_message, workflow_id)
            select @id, @serviceId, @trigger, @Sha, @Message,
                case when @Sha::text is null or @isRedeploy or exists (select from deployments where workflow_id = @byCommit)
                    then @byDeployment else @byCommit end
            returning {DeploymentRow.Columns}
            """,
            new
            {
                id,
                serviceId,
                trigger = trigger.ToString().ToLowerInvariant(),
                commit?.Sha,
                commit?.Message,
                isRedeploy = trigger == DeploymentTrigger.Redeploy,
                byCommit = WorkflowId.For(serviceId, commit?.Sha ?? ""),
                byDeployment = WorkflowId.For(serviceId, id),
            });
        return row.ToDeployment();
    }

    private async Task<Queued?> QueueAsync(ServiceId serviceId, DeploymentTrigger trigger, Commit? commit, Func<Deployment, bool> isDuplicate)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var locked = await connection.QuerySingleOrDefaultAsync<Guid?>(
            "select id from services where id = @serviceId and deleted_at is null for update", new { serviceId });
        if (locked is null)
        {
            return null;
        }

        var newest = await NewestAsync(connection, serviceId);
        if (newest is not null && isDuplicate(newest))
        {
            return new Queued(newest, Created: false, []);
        }

        var superseded = await SupersedeAsync(connection, serviceId);
        var deployment = await InsertAsync(connection, serviceId, trigger, commit);
        await transaction.CommitAsync();
        return new Queued(deployment, Created: true, superseded);
    }

    private static async Task<Deployment?> NewestAsync(NpgsqlConnection connection, ServiceId serviceId)
        => (await connection.QuerySingleOrDefaultAsync<DeploymentRow>(
            $"select {DeploymentRow.Columns} from deployments where service_id = @serviceId order by sequence desc limit 1",
            new { serviceId }))?.ToDeployment();

    private static async Task<IReadOnlyList<string>> SupersedeAsync(NpgsqlConnection connection, ServiceId serviceId)
        => [.. await connection.QueryAsync<string>(
            """
            update deployments set status = 'superseded', finished_at = now()
            where service_id = @serviceId and status = any(@inProgress)
            returning workflow_id
            """,
            new { serviceId, inProgress = DeploymentStatuses.InProgress.Select(s => s.ToWire()).ToArray() })];
}
