using System.Data.Common;
using DeployMcp.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace DeployMcp.Tests.Compat.AspireNpgsql;

public class NpgsqlDataSourceTests
{
    [Fact]
    public async Task AddNpgsqlDataSource_ConnectionStringConfigured_ConnectsAndIsHealthy()
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Configuration["Aspire:Npgsql:ConnectionString"] = "Host=ignored";
        builder.Configuration["ConnectionStrings:main"] = await TestPostgres.CreateDatabaseAsync();
        builder.AddNpgsqlDataSource("main", configureDataSourceBuilder: b => b.ConnectionStringBuilder.ApplicationName = "configured");
        using var host = builder.Build();

        await using var command = host.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand("select current_setting('application_name')");

        Assert.Equal("configured", await command.ExecuteScalarAsync());
        Assert.Same(host.Services.GetRequiredService<NpgsqlDataSource>(), host.Services.GetRequiredService<DbDataSource>());
        var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        Assert.Equal(HealthStatus.Healthy, Assert.Contains("PostgreSql", report.Entries).Status);
    }

    [Fact]
    public async Task AddKeyedNpgsqlDataSource_TwoNames_AreTwoDatabases()
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Configuration["ConnectionStrings:one"] = await TestPostgres.CreateDatabaseAsync("one");
        builder.Configuration["Aspire:Npgsql:two:ConnectionString"] = await TestPostgres.CreateDatabaseAsync("two");
        builder.AddKeyedNpgsqlDataSource("one");
        builder.AddKeyedNpgsqlDataSource("two", settings => settings.DisableHealthChecks = true);
        using var host = builder.Build();

        Assert.StartsWith("one_", await DatabaseOfAsync(host, "one"), StringComparison.Ordinal);
        Assert.StartsWith("two_", await DatabaseOfAsync(host, "two"), StringComparison.Ordinal);
        var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        Assert.Equal("PostgreSql_one", Assert.Single(report.Entries.Keys));
    }

    [Fact]
    public void AddNpgsqlDataSource_NoConnectionString_SaysWhereItIsLookedFor()
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.AddNpgsqlDataSource("main");
        using var host = builder.Build();

        var error = Assert.Throws<InvalidOperationException>(() => host.Services.GetRequiredService<NpgsqlDataSource>());

        Assert.Contains("'ConnectionStrings:main'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HealthCheck_ServerGone_IsUnhealthy()
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Configuration["ConnectionStrings:main"] = "Host=127.0.0.1;Port=1;Username=nobody;Timeout=2";
        builder.AddNpgsqlDataSource("main");
        using var host = builder.Build();

        var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

        Assert.Equal(HealthStatus.Unhealthy, report.Status);
    }

    private static async Task<object?> ScalarAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    private static async Task<string> DatabaseOfAsync(IHost host, string key)
        => (string)(await ScalarAsync(host.Services.GetRequiredKeyedService<NpgsqlDataSource>(key), "select current_database()"))!;
}
