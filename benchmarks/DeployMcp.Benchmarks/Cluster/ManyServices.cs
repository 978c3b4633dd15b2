using Npgsql;

namespace DeployMcp.Benchmarks.Cluster;

/// <summary>Services like the one that serves, ten for each of many tenants, by their rows: serving, and not in the cluster.</summary>
internal sealed class ManyServices(NpgsqlConnectionStringBuilder database, string like) : IAsyncDisposable
{
    private const int OfEachTenant = 10;

    private readonly NpgsqlDataSource _database = NpgsqlDataSource.Create(database);

    public async Task AddAsync(int count)
    {
        await using var command = _database.CreateCommand(
            """
            create temporary table model as
            select s.id service, s.user_id owner, d.id deployment, s.spec, d.revision::text revision, d.artifact
            from services s join deployments d on d.service_id = s.id where s.name = $1 and d.status = 'active';
            """.Replace("$1", $"'{like}'", StringComparison.Ordinal)
            + $"""
            insert into users (id, name) select gen_random_uuid(), 'many-' || n from generate_series(0, {(count - 1) / OfEachTenant}) n;
            insert into projects (id, user_id, name) select gen_random_uuid(), id, 'default' from users where name like 'many-%';
            insert into services (id, user_id, project_id, name, hostname, spec)
            select gen_random_uuid(), u.id, p.id, 'many-' || n, 'many-' || n, m.spec
            from model m, generate_series(0, {count - 1}) n join users u on u.name = 'many-' || (n / {OfEachTenant}) join projects p on p.user_id = u.id;
            insert into deployments (id, service_id, status, trigger, workflow_id, workflow_started, artifact, revision, started_at, finished_at)
            select gen_random_uuid(), s.id, 'active', 'create', 'many-' || s.id, true, m.artifact, '{"{}"}', now(), now() from services s, model m where s.name like 'many-%';
            update deployments d set revision = replace(replace(replace(replace(replace(
                m.revision, replace(m.service::text, '-', ''), replace(s.id::text, '-', '')), m.service::text, s.id::text),
                m.owner::text, s.user_id::text), replace(m.owner::text, '-', ''), replace(s.user_id::text, '-', '')), '"{like}"', '"' || s.name || '"')::jsonb
            from services s, model m where s.id = d.service_id and s.name like 'many-%';
            """);
        await command.ExecuteNonQueryAsync();
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}
