using DeployMcp.AppHost.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace DeployMcp.AppHost.Postgres;

/// <summary>The server to wait for and the two databases on it.</summary>
internal sealed record EmbeddedPostgres(
    IResourceBuilder<IResource> Server,
    IResourceBuilder<IResourceWithConnectionString> Database,
    IResourceBuilder<IResourceWithConnectionString> Workflows);

internal static class EmbeddedPostgresExtensions
{
    private const string AppDatabase = "deploymcp";
    private const string WorkflowDatabase = "temporal";

    public static EmbeddedPostgres AddEmbeddedPostgres(this IDistributedApplicationBuilder builder, Embedded embedded)
        => embedded.Cluster is { } cluster ? AddLocal(builder, cluster) : AddContainer(builder, embedded);

    private static EmbeddedPostgres AddLocal(IDistributedApplicationBuilder builder, LocalCluster cluster)
    {
        var password = builder.AddParameter("postgres-password", () => cluster.Password, secret: true);
        var command = cluster.ServerCommand();
        var resource = new LocalPostgresResource("postgres", command[0], "/", cluster.Port, password.Resource);
        builder.Services.AddHealthChecks().AddAsyncCheck("postgres", token => CheckAsync(resource, token));
        var server = builder.AddResource(resource).WithArgs([.. command.Skip(1)]).WithHealthCheck("postgres");
        return new EmbeddedPostgres(server, Database(AppDatabase), Database(WorkflowDatabase));

        IResourceBuilder<IResourceWithConnectionString> Database(string name)
            => builder.AddConnectionString(name, ReferenceExpression.Create($"{resource};Database={name};Maximum Pool Size=20"));
    }

    private static EmbeddedPostgres AddContainer(IDistributedApplicationBuilder builder, Embedded embedded)
    {
        var password = builder.AddParameter("postgres-password", () => embedded.Secrets.PostgresPassword, secret: true);
        var server = builder.AddPostgres("postgres", password: password).WithDataBindMount(embedded.Data.Shared("postgres-container"));
        return new EmbeddedPostgres(server, server.AddDatabase(AppDatabase), server.AddDatabase(WorkflowDatabase));
    }

    private static async Task<HealthCheckResult> CheckAsync(LocalPostgresResource resource, CancellationToken cancellationToken)
    {
        try
        {
            var connectionString = await resource.ConnectionStringExpression.GetValueAsync(cancellationToken);
            await using var connection = new NpgsqlConnection($"{connectionString};Database={AppDatabase};Pooling=false;Timeout=3");
            await connection.OpenAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (NpgsqlException e)
        {
            return HealthCheckResult.Unhealthy("PostgreSQL does not answer yet.", e);
        }
    }
}
