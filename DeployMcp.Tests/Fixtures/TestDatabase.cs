using DeployMcp.Data.Migrations;
using DeployMcp.Data.Resources;
using DeployMcp.Data.Services;
using DeployMcp.Data.Sql;
using DeployMcp.Data.Users;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Resources;
using DeployMcp.Domain.Services;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace DeployMcp.Tests.Fixtures;

/// <summary>A migrated database of the product's with its stores, for one test class.</summary>
public sealed class TestDatabase : IAsyncLifetime
{
    private ServiceProvider _services = null!;

    public string ConnectionString { get; private set; } = "";

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public async Task InitializeAsync()
    {
        ConnectionString = await TestPostgres.CreateDatabaseAsync();
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddSingleton(NpgsqlDataSource.Create(ConnectionString))
            .AddDataStores()
            .BuildServiceProvider();
        await Get<Migrator>().ApplyAsync(CancellationToken.None);
    }

    public async Task DisposeAsync() => await _services.DisposeAsync();

    public async Task<User> AddUserAsync() => await Get<UserStore>().EnsureAsync($"user-{Guid.NewGuid():N}");

    /// <summary>What create_resource stores, with every setting at its default.</summary>
    public static ResourceInsert NewResource(UserId userId, string name) => new(
        ResourceId.New(), userId, null, name, ResourceType.Sqlite, ResourceLimits.DefaultRegion, ResourceLimits.DefaultBytes, [])
    {
        MostOfUser = ResourceLimits.DefaultPerUser,
    };

    /// <summary>What create_service stores, with every setting at its default.</summary>
    public static ServiceInsert NewService(UserId userId, string name, Commit? commit = null, RepoId? repoId = null) => new(
        ServiceId.New(), userId, "default", name, repoId,
        new ServiceSpec("my-repo", "ml.ink", "main", BuildPack.Railpack, 3000, 256, 500, null, null, null, null, null),
        AutoDeploy: true, EnvVars: [], commit);
}
