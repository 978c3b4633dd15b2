using Dapper;
using DeployMcp.Data.Deployments;
using DeployMcp.Data.Resources;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Services;
using Npgsql;

namespace DeployMcp.Data.Services;

/// <summary>A service beside its newest deployment and the one that serves.</summary>
public sealed record ServiceOverview(Service Service, Deployment? Newest, Deployment? Serving)
{
    /// <summary>The newest deployment's; where that was called off, the status of what serves.</summary>
    public DeploymentStatus Status => this switch
    {
        { Newest.Status: DeploymentStatus.Cancelled or DeploymentStatus.Superseded or DeploymentStatus.Removed, Serving: { } serving } => serving.Status,
        { Newest: { } newest } => newest.Status,
        _ => DeploymentStatus.Queued,
    };
}

public sealed class ServiceStore(NpgsqlDataSource database)
{
    /// <summary>
    /// Project, service, variables, databases and the first deployment in one transaction. When the name exists, nothing is
    /// stored and the existing one comes back with <c>Created</c> false.
    /// </summary>
    /// <exception cref="ServiceQuotaException">The user has too many.</exception>
    /// <exception cref="ResourceQuotaException">The user has too many databases.</exception>
    /// <exception cref="ResourceNameTakenException">A database is there where the caller can't see.</exception>
    public async Task<StoredService> CreateAsync(ServiceInsert insert)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var project = await EnsureProjectAsync(connection, insert.UserId, insert.Project);
        if (await FindAsync(connection, insert.UserId, insert.Project, insert.Name) is { } existing)
        {
            return new StoredService(existing, null, Created: false, []);
        }

        if (insert.MostOfUser is { } most)
        {
            await RequireRoomAsync(connection, insert.UserId, most);
        }

        await connection.ExecuteAsync(
            """
            insert into services (id, user_id, project_id, name, hostname, repo_id, spec, auto_deploy)
            values (@Id, @UserId, @project, @Name, @hostname, @RepoId, @spec::jsonb, @AutoDeploy)
            """,
            new
            {
                insert.Id,
                insert.UserId,
                project,
                insert.Name,
                hostname = await FreeHostnameAsync(connection, insert),
                RepoId = insert.RepoId?.Value,
                spec = ServiceRow.WriteSpec(insert.Spec),
                insert.AutoDeploy,
            });
        await EnvVarStore.SetAsync(connection, insert.Id, insert.EnvVars);
        var resources = await ResourceInsertion.EnsureAndAttachAsync(connection, insert.Id, insert.Resources);
        var deployment = await DeploymentQueue.InsertAsync(connection, insert.Id, DeploymentTrigger.Create, insert.Commit);
        var service = await FindAsync(connection, insert.UserId, insert.Project, insert.Name);
        await transaction.CommitAsync();
        return new StoredService(service!, deployment, Created: true, resources);
    }

    public async Task<Service?> FindAsync(UserId userId, string project, string name)
    {
        await using var connection = await database.OpenConnectionAsync();
        return await FindAsync(connection, userId, project, name);
    }

    /// <summary>For the platform's own work on a service; deleted ones are found too until their rows are gone.</summary>
    public async Task<Service?> FindAsync(ServiceId id)
    {
        await using var connection = await database.OpenConnectionAsync();
        return (await connection.QuerySingleOrDefaultAsync<ServiceRow>(
            $"select {ServiceRow.Columns} {ServiceRow.From} where s.id = @id", new { id }))?.ToService();
    }

    /// <summary>By project and name.</summary>
    public async Task<IReadOnlyList<ServiceSummary>> ListAsync(UserId userId)
    {
        await using var connection = await database.OpenConnectionAsync();
        return [.. (await connection.QueryAsync<ServiceSummaryRow>(ServiceSummaryRow.Sql, new { userId = userId.Value })).Select(r => r.ToSummary())];
    }

    public async Task<ServiceOverview?> OverviewAsync(UserId userId, string project, string name)
    {
        await using var connection = await database.OpenConnectionAsync();
        var rows = await connection.QueryAsync<ServiceRow, DeploymentRow?, DeploymentRow?, ServiceOverview>(
            OverviewSql,
            (service, newest, serving) => new ServiceOverview(service.ToService(), newest?.ToDeployment(), serving?.ToDeployment()),
            new { userId, project, name },
            splitOn: "id,id");
        return rows.SingleOrDefault();
    }

    /// <summary>The services that a push to this branch redeploys.</summary>
    public async Task<IReadOnlyList<Service>> ListBoundAsync(RepoId repoId, string branch)
    {
        await using var connection = await database.OpenConnectionAsync();
        var rows = await connection.QueryAsync<ServiceRow>(
            $"select {ServiceRow.Columns} {ServiceRow.From} where s.repo_id = @repoId and s.spec->>'branch' = @branch and s.auto_deploy and s.deleted_at is null",
            new { repoId, branch });
        return [.. rows.Select(r => r.ToService())];
    }

    /// <summary>The same for a repository at GitHub that is reached through its App, by its id there, for all users who deploy it.</summary>
    public async Task<IReadOnlyList<Service>> ListBoundAsync(long gitHubId, string branch)
    {
        await using var connection = await database.OpenConnectionAsync();
        var rows = await connection.QueryAsync<ServiceRow>(
            $"""
            select {ServiceRow.Columns} {ServiceRow.From} join repos r on r.id = s.repo_id
            where r.github_id = @gitHubId and s.spec->>'branch' = @branch and s.auto_deploy and s.deleted_at is null
            """,
            new { gitHubId, branch });
        return [.. rows.Select(r => r.ToService())];
    }

    /// <summary>The same for services made from a clone URL.</summary>
    /// <param name="urls">In lower case: the stored ones are compared without case.</param>
    public async Task<IReadOnlyList<Service>> ListBoundAsync(IReadOnlyCollection<string> urls, string branch)
    {
        await using var connection = await database.OpenConnectionAsync();
        var rows = await connection.QueryAsync<ServiceRow>(
            $"select {ServiceRow.Columns} {ServiceRow.From} where s.repo_id is null and lower(s.spec->>'repo') = any(@urls) and s.spec->>'branch' = @branch and s.auto_deploy and s.deleted_at is null",
            new { urls = urls.ToArray(), branch });
        return [.. rows.Select(r => r.ToService())];
    }

    /// <summary>The services that were made from one of these URLs, in lower case, are made from <paramref name="url"/> from now on.</summary>
    public async Task MoveRepoAsync(IReadOnlyCollection<string> oldUrls, string url)
    {
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            update services set spec = jsonb_set(spec, '{repo}', to_jsonb(@url::text))
            where repo_id is null and deleted_at is null and lower(spec->>'repo') = any(@oldUrls)
            """,
            new { oldUrls = oldUrls.ToArray(), url });
    }

    /// <summary>Frees the name at once; the rows go when everything else of the service has gone. Null when there is none.</summary>
    public async Task<ServiceId?> MarkDeletedAsync(UserId userId, string project, string name)
    {
        await using var connection = await database.OpenConnectionAsync();
        return await connection.QuerySingleOrDefaultAsync<ServiceId?>(
            """
            update services s set deleted_at = now() from projects p
            where p.id = s.project_id and s.user_id = @userId and p.name = @project and s.name = @name and s.deleted_at is null
            returning s.id
            """,
            new { userId, project, name });
    }

    /// <summary>Deletes that were begun and whose workflow a crash may have kept from starting.</summary>
    public async Task<IReadOnlyList<ServiceId>> ListDeletedAsync()
    {
        await using var connection = await database.OpenConnectionAsync();
        return [.. await connection.QueryAsync<ServiceId>("select id from services where deleted_at is not null")];
    }

    public async Task<bool> ExistsAsync(ServiceId id)
    {
        await using var connection = await database.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<bool>("select exists (select from services where id = @id)", new { id });
    }

    /// <summary>The small numbers of all services, those that are being deleted among them.</summary>
    public async Task<IReadOnlySet<int>> ListSlotsAsync()
    {
        await using var connection = await database.OpenConnectionAsync();
        return (await connection.QueryAsync<int>("select slot from services")).ToHashSet();
    }

    public async Task RemoveAsync(ServiceId id)
    {
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync("delete from services where id = @id and deleted_at is not null", new { id });
    }

    private static async Task<Service?> FindAsync(NpgsqlConnection connection, UserId userId, string project, string name)
        => (await connection.QuerySingleOrDefaultAsync<ServiceRow>(
            $"select {ServiceRow.Columns} {ServiceRow.From} where s.user_id = @userId and p.name = @project and s.name = @name and s.deleted_at is null",
            new { userId, project, name }))?.ToService();

    /// <summary>Locks the user's row, so that two calls in different projects are counted one after the other.</summary>
    private static async Task RequireRoomAsync(NpgsqlConnection connection, UserId userId, int most)
    {
        await connection.ExecuteAsync("select id from users where id = @userId for no key update", new { userId });
        if (await connection.ExecuteScalarAsync<int>("select count(*) from services where user_id = @userId and deleted_at is null", new { userId }) >= most)
        {
            throw new ServiceQuotaException(most);
        }
    }

    /// <summary>Locks the project's row, so that two calls for the same name come one after the other.</summary>
    internal static async Task<Guid> EnsureProjectAsync(NpgsqlConnection connection, UserId userId, string project)
        => await connection.QuerySingleAsync<Guid>(
            """
            insert into projects (id, user_id, name) values (@id, @userId, @project)
            on conflict (user_id, name) do update set name = excluded.name
            returning id
            """,
            new { id = Guid.CreateVersion7(), userId, project });

    /// <summary>
    /// The service's name; where that is taken, the name with a random ending that says nothing of who has it. The host of an
    /// account that is being deleted is another person's only when nothing of theirs is behind it any more.
    /// </summary>
    private static async Task<string> FreeHostnameAsync(NpgsqlConnection connection, ServiceInsert insert)
    {
        // Two tenants who ask for the same name at the same moment must not both see it as free.
        await connection.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended(@Name, 0))", new { insert.Name });
        var taken = await connection.ExecuteScalarAsync<bool>(
            """
            select exists (
                select from services s join users u on u.id = s.user_id
                where s.hostname = @Name and (s.deleted_at is null or u.deleted_at is not null))
            """,
            new { insert.Name });
        if (!taken)
        {
            return insert.Name;
        }

        var stem = insert.Name.Length > 54 ? insert.Name[..54].TrimEnd('-') : insert.Name;
        return $"{stem}-{insert.Id.ToString()[^8..]}";
    }

    private static readonly string OverviewSql =
        $"""
        select {ServiceRow.Columns}, {DeploymentRow.ColumnsOf("newest")}, {DeploymentRow.ColumnsOf("serving")}
        {ServiceRow.From}
        left join lateral (select * from deployments where service_id = s.id order by sequence desc limit 1) newest on true
        left join deployments serving on serving.service_id = s.id and serving.status in ('active', 'crashed')
        where s.user_id = @userId and p.name = @project and s.name = @name and s.deleted_at is null
        """;
}
