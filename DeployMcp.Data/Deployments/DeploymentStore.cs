using Dapper;
using DeployMcp.Data.Services;
using DeployMcp.Data.Sql;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Failures;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Text;
using Npgsql;

namespace DeployMcp.Data.Deployments;

/// <summary>What a commit has been found to be.</summary>
public sealed class KnownSource
{
    /// <summary>The id of the commit's tree.</summary>
    public required string Tree { get; init; }

    /// <summary>The programs that its plan needs.</summary>
    public required string[] Tools { get; init; }
}

/// <summary>
/// Each change of status is guarded by the state machine in the statement itself: it answers false when another deployment
/// or a delete has been faster.
/// </summary>
public sealed class DeploymentStore(NpgsqlDataSource database)
{
    public async Task<Deployment?> FindAsync(DeploymentId id)
    {
        await using var connection = await database.OpenConnectionAsync();
        return (await connection.QuerySingleOrDefaultAsync<DeploymentRow>(
            $"select {DeploymentRow.Columns} from deployments where id = @id", new { id }))?.ToDeployment();
    }

    public async Task<IReadOnlyList<Deployment>> ListAsync(ServiceId serviceId, int most)
    {
        await using var connection = await database.OpenConnectionAsync();
        var rows = await connection.QueryAsync<DeploymentRow>(
            $"select {DeploymentRow.Columns} from deployments where service_id = @serviceId order by sequence desc limit @most",
            new { serviceId, most });
        return [.. rows.Select(r => r.ToDeployment())];
    }

    /// <summary>What ought to be running now, on the whole platform.</summary>
    public async Task<IReadOnlyList<Deployment>> ListServingAsync()
    {
        await using var connection = await database.OpenConnectionAsync();
        var rows = await connection.QueryAsync<DeploymentRow>(
            $"""
            select {DeploymentRow.ColumnsOf("d")} from deployments d join services s on s.id = d.service_id
            where d.status in ('active', 'crashed') and s.deleted_at is null
            """);
        return [.. rows.Select(r => r.ToDeployment())];
    }

    /// <summary>Moves on to building or deploying; true also when it is there already.</summary>
    public async Task<bool> TryMoveAsync(DeploymentId id, DeploymentStatus to)
    {
        await using var connection = await database.OpenConnectionAsync();
        return await connection.ExecuteAsync(
            """
            update deployments set status = @to, started_at = coalesce(started_at, now())
            where id = @id and status = any(@from)
            """,
            new { id, to = to.ToWire(), from = DeploymentStatuses.Predecessors(to).Append(to).Select(s => s.ToWire()).ToArray() }) > 0;
    }

    /// <summary>An active deployment whose process keeps dying, with the newest reason.</summary>
    public async Task CrashAsync(DeploymentId id, Failure? failure)
    {
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            update deployments set status = 'crashed',
                failure_code = @code, failure_message = @message, failure_evidence = @evidence, failure_next = @next
            where id = @id and status in ('active', 'crashed')
            """,
            new { id, code = failure?.Code.ToWire(), message = failure?.Message, evidence = Clean(failure?.Evidence), next = failure?.Next });
    }

    /// <summary>A crashed one that answers again; why it had crashed is past.</summary>
    public async Task RecoverAsync(DeploymentId id)
    {
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            update deployments set status = 'active', failure_code = null, failure_message = null, failure_evidence = null, failure_next = null
            where id = @id and status = 'crashed'
            """,
            new { id });
    }

    public async Task SetCommitAsync(DeploymentId id, Commit commit)
    {
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "update deployments set commit_sha = @Sha, commit_message = @Message, commit_author = @Author where id = @id",
            new { id, commit.Sha, commit.Message, commit.Author });
    }

    /// <param name="revision">How the release is run, as JSON without any variable's value: enough to start it again.</param>
    public async Task SetReleaseAsync(DeploymentId id, string artifact, string revision)
    {
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "update deployments set artifact = @artifact, revision = @revision::jsonb where id = @id", new { id, artifact, revision });
    }

    /// <summary>Stores what the deployment's commit has been found to be.</summary>
    public async Task SetSourceAsync(DeploymentId id, KnownSource source)
    {
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "update deployments set source_tree = @Tree, tools = @Tools where id = @id", new { id, source.Tree, source.Tools });
    }

    /// <summary>What an earlier deployment of the service has found the commit to be; null when none has.</summary>
    public async Task<KnownSource?> FindSourceAsync(ServiceId serviceId, string commit)
    {
        await using var connection = await database.OpenConnectionAsync();
        return await connection.QueryFirstOrDefaultAsync<KnownSource>(
            """
            select source_tree as Tree, tools as Tools from deployments
            where service_id = @serviceId and commit_sha = @commit and source_tree is not null
            order by sequence desc limit 1
            """,
            new { serviceId, commit });
    }

    public async Task<string?> FindRevisionAsync(DeploymentId id)
    {
        await using var connection = await database.OpenConnectionAsync();
        return await connection.QuerySingleOrDefaultAsync<string>("select revision from deployments where id = @id", new { id });
    }

    /// <summary>How another deployment of the service runs the same release; null when none does.</summary>
    public async Task<string?> FindRevisionAsync(ServiceId serviceId, string artifact)
    {
        await using var connection = await database.OpenConnectionAsync();
        return await connection.QueryFirstOrDefaultAsync<string>(
            "select revision from deployments where service_id = @serviceId and artifact = @artifact and revision is not null order by sequence desc limit 1",
            new { serviceId, artifact });
    }

    /// <summary>Releases of deployments in progress, and of the <paramref name="most"/> that served last.</summary>
    public async Task<IReadOnlyList<string>> ListWantedArtifactsAsync(ServiceId serviceId, int most)
    {
        await using var connection = await database.OpenConnectionAsync();
        return [.. await connection.QueryAsync<string>(
            """
            select artifact from deployments where service_id = @serviceId and artifact is not null and status = any(@inProgress)
            union
            (select artifact from deployments
             where service_id = @serviceId and artifact is not null and status in ('active', 'crashed', 'removed')
             group by artifact order by max(sequence) desc limit @most)
            """,
            new { serviceId, most, inProgress = DeploymentStatuses.InProgress.Select(s => s.ToWire()).ToArray() })];
    }

    /// <summary>
    /// Held until disposed: meanwhile no other deployment of the service becomes the one that serves, and none is queued. Keep
    /// it for a moment only. Null when the deployment is not, or no longer, the one that serves.
    /// </summary>
    public async Task<IAsyncDisposable?> LockServingAsync(DeploymentId id, CancellationToken cancellationToken)
    {
        var connection = await database.OpenConnectionAsync(cancellationToken);
        try
        {
            var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var locked = await connection.QuerySingleOrDefaultAsync<Guid?>(new CommandDefinition(
                """
                select s.id from services s join deployments d on d.service_id = s.id
                where d.id = @id and d.status in ('active', 'crashed') and s.deleted_at is null
                for update of s, d
                """,
                new { id },
                transaction,
                cancellationToken: cancellationToken));
            if (locked is not null)
            {
                return new HeldTransaction(connection, transaction);
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

    /// <summary>
    /// Records the deployment as the one that serves and the one before it as removed, in one step. False when it is no longer
    /// wanted; true also when it is active already.
    /// </summary>
    /// <param name="switchTraffic">
    /// Done before anyone can see the new state, under a lock on the service, so that an older deployment can't take traffic
    /// from a newer one. When it throws, nothing is recorded.
    /// </param>
    public async Task<bool> TryActivateAsync(DeploymentId id, Func<Task>? switchTraffic = null)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var serviceId = await connection.QuerySingleOrDefaultAsync<Guid?>(
            """
            select s.id from services s join deployments d on d.service_id = s.id
            where d.id = @id and d.status in ('deploying', 'active') and s.deleted_at is null
            for update of s
            """,
            new { id });
        if (serviceId is null)
        {
            return false;
        }

        await connection.ExecuteAsync(
            """
            update deployments set status = 'removed', finished_at = coalesce(finished_at, now())
            where service_id = @serviceId and id <> @id and status in ('active', 'crashed');
            """,
            new { serviceId, id });
        var activated = await connection.ExecuteAsync(
            "update deployments set status = 'active', finished_at = coalesce(finished_at, now()) where id = @id and status in ('deploying', 'active')",
            new { id });
        if (activated == 0)
        {
            // Cancelled since the first look: what served goes on serving.
            return false;
        }

        if (switchTraffic is not null)
        {
            await switchTraffic();
        }

        await transaction.CommitAsync();
        return true;
    }

    /// <summary>Stores why it failed. The status follows with <see cref="TryFinishAsync"/>, after what it left has been removed.</summary>
    public async Task SetFailureAsync(DeploymentId id, Failure failure)
    {
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            update deployments
            set failure_code = @code, failure_message = @Message, failure_evidence = @evidence, failure_next = @Next
            where id = @id and failure_code is null
            """,
            new { id, code = failure.Code.ToWire(), failure.Message, evidence = Clean(failure.Evidence), failure.Next });
    }

    /// <summary>Ends a deployment in progress as failed, cancelled or superseded.</summary>
    public async Task<bool> TryFinishAsync(DeploymentId id, DeploymentStatus status)
    {
        await using var connection = await database.OpenConnectionAsync();
        return await connection.ExecuteAsync(
            "update deployments set status = @status, finished_at = now() where id = @id and status = any(@from)",
            new { id, status = status.ToWire(), from = DeploymentStatuses.Predecessors(status).Select(s => s.ToWire()).ToArray() }) > 0;
    }

    /// <summary>Cancels all that is in progress and returns the workflows.</summary>
    public async Task<IReadOnlyList<string>> CancelAllAsync(ServiceId serviceId)
    {
        await using var connection = await database.OpenConnectionAsync();
        return [.. await connection.QueryAsync<string>(
            """
            update deployments set status = 'cancelled', finished_at = now()
            where service_id = @serviceId and status = any(@inProgress)
            returning workflow_id
            """,
            new { serviceId, inProgress = DeploymentStatuses.InProgress.Select(s => s.ToWire()).ToArray() })];
    }

    /// <summary>PostgreSQL's text holds no NUL.</summary>
    private static string? Clean(string? text) => text is null ? null : ForeignText.Lines(text);
}
