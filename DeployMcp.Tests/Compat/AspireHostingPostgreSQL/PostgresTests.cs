using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using DeployMcp.Tests.Compat.AspireHosting;
using DeployMcp.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace DeployMcp.Tests.Compat.AspireHostingPostgreSQL;

public class PostgresTests
{
    [Fact]
    public async Task ResourceReady_OfTheServer_CreatesItsDatabases()
    {
        var connectionString = await TestPostgres.CreateDatabaseAsync("aspire");
        await using var builder = ShellApplication.CreateBuilder();
        var name = $"odd \"name\" {Guid.NewGuid():N}";
        var scripted = $"scripted_{Guid.NewGuid():N}";
        var real = builder.AddConnectionString("real", ReferenceExpression.Create($"{new NpgsqlConnectionStringBuilder(connectionString) { Database = null }.ConnectionString}"));
        var server = builder.AddPostgres("pg").WithConnectionStringRedirection(real.Resource).WithExplicitStart();
        var database = server.AddDatabase("main", name);
        server.AddDatabase("other", scripted).WithCreationScript($"CREATE DATABASE {scripted} ENCODING 'UTF8' TEMPLATE template0");
        await using var app = await builder.BuildAsync();

        for (var twice = 0; twice < 2; twice++)
        {
            await builder.Eventing.PublishAsync(new ResourceReadyEvent(server.Resource, app.Services));
        }

        var report = await app.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(r => r.Name is "pg_check" or "main_check" or "other_check");
        Assert.Equal(3, report.Entries.Count);
        Assert.Equal(HealthStatus.Healthy, report.Status);
        await using var connection = new NpgsqlConnection(await ((IResourceWithConnectionString)database.Resource).GetConnectionStringAsync());
        await connection.OpenAsync();
        Assert.Equal(name, connection.Database);
    }

    [Fact]
    public async Task AddPostgres_Defaults_AreUpstreams()
    {
        await using var builder = ShellApplication.CreateBuilder();
        var password = builder.AddParameter("password", "p/w");
        var server = builder.AddPostgres("pg", password: password, port: 6543).WithDataVolume();
        var database = server.AddDatabase("main", "the-db");
        server.WithEndpoint("tcp", e => e.AllocatedEndpoint = new AllocatedEndpoint(e, "localhost", 6543));

        Assert.True(server.Resource.TryGetContainerImageName(out var image));
        Assert.StartsWith("docker.io/library/postgres:", image, StringComparison.Ordinal);
        Assert.Equal("Host=localhost;Port=6543;Username=postgres;Password=p/w;Database=the-db", await ((IResourceWithConnectionString)database.Resource).GetConnectionStringAsync());
        Assert.Equal("postgresql://postgres:p%2Fw@localhost:6543/the-db", await database.Resource.UriExpression.GetValueAsync(CancellationToken.None));
        Assert.Equal("{pg.connectionString};Database=the-db", database.Resource.ConnectionStringExpression.ValueExpression);
        Assert.Equal("/var/lib/postgresql", server.Resource.Annotations.OfType<ContainerMountAnnotation>().Single().Target);
    }

    [Fact]
    public void CreateDefaultPasswordParameter_Twice_GivesDifferentLongValues()
    {
        var one = new GenerateParameterDefault { MinLength = 22, MinNumeric = 3 }.GetDefaultValue();
        var two = new GenerateParameterDefault { MinLength = 22, Special = false }.GetDefaultValue();

        Assert.Equal(22, one.Length);
        Assert.True(one.Count(char.IsAsciiDigit) >= 3);
        Assert.True(two.All(char.IsAsciiLetterOrDigit));
        Assert.False(string.Equals(one, two, StringComparison.Ordinal));
    }
}
