using Dapper;
using DeployMcp.Data.Resources;
using DeployMcp.Data.Services;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Identity;
using Npgsql;

namespace DeployMcp.Data.Deployments;

/// <param name="Created">False for a duplicate: the deployment is the one there was already.</param>
/// <param name="SupersededWorkflows">Workflows of older deployments, now marked as superseded, that are to be cancelled.</param>
public sealed record Queued(Deployment Deployment, bool Created, IReadOnlyList<string> SupersededWorkflows)
{
    /// <summary>What an update has made of the service's databases.</summary>
    public IReadOnlyList<EnsuredResource> Resources { get; init; } = [];
}

/// <summary>Where deployments come from. Each queues under a lock on its service, so that there is an order and a newest one.</summary>
public sealed class DeploymentQueue(NpgsqlDataSource database)
{
    /// <summary>Null when the service is gone.</summary>
    public async Task<Queued?> RedeployAsync(ServiceId serviceId, Commit? commit)
        => await QueueAsync(serviceId, _ => NoDuplicate, connection => InsertAsync(connection, serviceId, DeploymentTrigger.Redeploy, commit)!);

    /// <summary>
    /// A delivery for the commit that the branch's newest deployment has already is a duplicate and queues nothing. A rollback
    /// isn't the branch's: after one, the commit that was rolled back from is still known, and the next one is deployed.
    /// </summary>
    public async Task<Queued?> PushAsync(ServiceId serviceId, Commit commit)
        => await QueueAsync(
            serviceId,
            async connection => await NewestAsync(connection, serviceId, "and trigger <> 'rollback'") is { } newest && newest.CommitSha == commit.Sha ? newest : null,
            connection => InsertAsync(connection, serviceId, DeploymentTrigger.Push, commit)!);

    /// <summary>
    /// A new deployment with the release of an earlier one. A rollback to the same one that is in progress is a duplicate. Null
    /// when the service or the earlier one's release is gone.
    /// </summary>
    public async Task<Queued?> RollbackAsync(ServiceId serviceId, DeploymentId source)
        => await QueueAsync(
            serviceId,
            async connection => await NewestAsync(connection, serviceId) is { } newest && newest.SourceId == source && newest.Status.IsInProgress() ? newest : null,
            connection => InsertRollbackAsync(connection, serviceId, source));

    /// <summary>Stores new settings and queues the deployment that brings them into force. Null when the service is gone.</summary>
    /// <param name="commit">The head of the branch that the new settings name; null when it isn't known yet.</param>
    /// <exception cref="ResourceQuotaException">The user has too many databases.</exception>
    /// <exception cref="ResourceNameTakenException">A database is there where the caller can't see.</exception>
    public async Task<Queued?> UpdateAsync(ServiceUpdate update, Commit? commit)
    {
        IReadOnlyList<EnsuredResource> resources = [];
        var queued = await QueueAsync(
            update.ServiceId,
            _ => NoDuplicate,
            async connection =>
            {
                await ApplyAsync(connection, update);
                if (update.Resources is not null)
                {
                    resources = await ResourceInsertion.EnsureAndAttachAsync(connection, update.ServiceId, update.Resources);
                }

                return await InsertAsync(connection, update.ServiceId, DeploymentTrigger.Update, commit);
            });
        return queued is null ? null : queued with { Resources = resources };
    }

    /// <summary>
    /// Ends what is in progress as cancelled, under the service's lock: a deployment that is just becoming active becomes it.
    /// </summary>
    /// <param name="only">That one, if it is in progress; null for whatever is.</param>
    /// <returns>The workflows to be cancelled; empty when nothing was in progress.</returns>
    public async Task<IReadOnlyList<string>> CancelAsync(ServiceId serviceId, DeploymentId? only = null)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        if (!await LockAsync(connection, serviceId))
        {
            return [];
        }

        var workflows = await EndAsync(connection, serviceId, DeploymentStatus.Cancelled, only);
        await transaction.CommitAsync();
        return workflows;
    }

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
            insert into deployments (id, service_id, trigger, commit_sha, commit_message, commit_author, workflow_id)
            select @id, @serviceId, @trigger, @Sha, @Message, @Author,
                case when @Sha::text is null or @isAsked or exists (select from deployments where workflow_id = @byCommit)
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
                commit?.Author,
                isAsked = trigger is not (DeploymentTrigger.Create or DeploymentTrigger.Push),
                byCommit = WorkflowId.For(serviceId, commit?.Sha ?? ""),
                byDeployment = WorkflowId.For(serviceId, id),
            });
        return row.ToDeployment();
    }

    private static Task<Deployment?> NoDuplicate => Task.FromResult<Deployment?>(null);

    private async Task<Queued?> QueueAsync(
        ServiceId serviceId, Func<NpgsqlConnection, Task<Deployment?>> findDuplicate, Func<NpgsqlConnection, Task<Deployment?>> insert)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        if (!await LockAsync(connection, serviceId))
        {
            return null;
        }

        if (await findDuplicate(connection) is { } duplicate)
        {
            return new Queued(duplicate, Created: false, []);
        }

        var superseded = await EndAsync(connection, serviceId, DeploymentStatus.Superseded);
        if (await insert(connection) is not { } deployment)
        {
            return null;
        }

        await transaction.CommitAsync();
        return new Queued(deployment, Created: true, superseded);
    }

    /// <summary>Until the transaction ends. False when the service is gone.</summary>
    private static async Task<bool> LockAsync(NpgsqlConnection connection, ServiceId serviceId)
        => await connection.QuerySingleOrDefaultAsync<Guid?>(
            "select id from services where id = @serviceId and deleted_at is null for update", new { serviceId }) is not null;

    private static async Task<Deployment?> InsertRollbackAsync(NpgsqlConnection connection, ServiceId serviceId, DeploymentId source)
    {
        var id = DeploymentId.New();
        return (await connection.QuerySingleOrDefaultAsync<DeploymentRow>(
            $"""
            insert into deployments (id, service_id, trigger, commit_sha, commit_message, commit_author, workflow_id, artifact, revision, source_id)
            select @id, service_id, 'rollback', commit_sha, commit_message, commit_author, @workflowId, artifact, revision, id
            from deployments where id = @source and service_id = @serviceId and artifact is not null and revision is not null
            returning {DeploymentRow.Columns}
            """,
            new { id, serviceId, source, workflowId = WorkflowId.For(serviceId, id) }))?.ToDeployment();
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, ServiceUpdate update)
    {
        var stored = await connection.QuerySingleAsync<string>("select spec from services where id = @ServiceId", new { update.ServiceId });
        await connection.ExecuteAsync(
            "update services set spec = @spec::jsonb where id = @ServiceId",
            new { update.ServiceId, spec = ServiceRow.WriteSpec(update.Change(ServiceRow.ReadSpec(stored))) });
        await EnvVarStore.RemoveAsync(connection, update.ServiceId, update.RemovedEnvVars);
        await EnvVarStore.SetAsync(connection, update.ServiceId, update.EnvVars);
    }

    private static async Task<Deployment?> NewestAsync(NpgsqlConnection connection, ServiceId serviceId, string condition = "")
        => (await connection.QuerySingleOrDefaultAsync<DeploymentRow>(
            $"select {DeploymentRow.Columns} from deployments where service_id = @serviceId {condition} order by sequence desc limit 1",
            new { serviceId }))?.ToDeployment();

    private static async Task<IReadOnlyList<string>> EndAsync(
        NpgsqlConnection connection, ServiceId serviceId, DeploymentStatus status, DeploymentId? only = null)
        => [.. await connection.QueryAsync<string>(
            """
            update deployments set status = @status, finished_at = now()
            where service_id = @serviceId and status = any(@inProgress) and (@only::uuid is null or id = @only)
            returning workflow_id
            """,
            new
            {
                serviceId,
                status = status.ToWire(),
                only = only?.Value,
                inProgress = DeploymentStatuses.InProgress.Select(s => s.ToWire()).ToArray(),
            })];
}
