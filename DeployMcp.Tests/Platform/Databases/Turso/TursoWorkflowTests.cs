using DeployMcp.Data.Resources;
using DeployMcp.Data.Users;
using DeployMcp.DeployerWorker.Resources;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Resources;
using DeployMcp.Domain.Security;
using DeployMcp.Platform.Databases;
using DeployMcp.Platform.Databases.Turso;
using DeployMcp.Platform.Secrets;
using DeployMcp.Tests.DeployerWorker;
using DeployMcp.Tests.Fixtures;
using DeployMcp.Tests.Fixtures.TursoStandIn;
using DeployMcp.Workflows.Resources;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace DeployMcp.Tests.Platform.Databases.Turso;

/// <summary>A database's life at the stand-in, driven by its workflows over a real PostgreSQL and the real engine.</summary>
public sealed class TursoWorkflowTests : IAsyncLifetime
{
    private readonly DeployerBench _bench = new();
    private readonly TursoBench _turso = new();

    private TursoState State => _turso.State;

    public async Task InitializeAsync()
    {
        await _turso.InitializeAsync();
        _bench.Settings["Databases:Provider"] = "turso";
        foreach (var (name, value) in _turso.Turso.Settings)
        {
            _bench.Settings[name] = value;
        }

        _bench.Services = services => services.AddHttpClient(TursoProbe.ClientName).ConfigurePrimaryHttpMessageHandler(_turso.Turso.Connections);
        await _bench.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await _bench.DisposeAsync();
        await _turso.DisposeAsync();
    }

    [Fact]
    public async Task Provisioning_WithEveryAnswerLost_MakesOneDatabaseAndStoresATokenThatWorks()
    {
        foreach (var path in new[] { "/groups", "/databases", "/auth/tokens" })
        {
            for (var i = 0; i < 5; i++)
            {
                State.Faults.DropAfter("POST", path);
            }
        }

        await _bench.StartWorkerAsync();
        var id = await OrderAsync("lost-answers");

        await _bench.Get<ResourceWorkflowClient>().StartProvisioningAsync(id);

        var ready = await EventuallyAsync(id, ResourceStatus.Ready);
        Assert.Equal(("turso", Assert.Single(State.Databases).Key), (ready.Provider, ready.Reference));
        Assert.Equal("ok", await _turso.QueryAsync(ready.Reference!, "create table t (a)", await TokenAsync(id)));
        Assert.Single(State.Groups);
    }

    [Fact]
    public async Task Provisioning_AfterAWorkerDiedBeforeItWroteTheRow_FindsThatDatabase()
    {
        var id = await OrderAsync("died");
        var left = await _bench.Get<DatabaseProviders>().Current.EnsureAsync(new DatabaseOrder(id, UserId.New(), "died", TursoBench.Region, TursoBench.Gi), CancellationToken.None);
        await _bench.StartWorkerAsync();

        await _bench.Get<ResourceWorkflowClient>().StartProvisioningAsync(id);

        Assert.Equal(left.Reference, (await EventuallyAsync(id, ResourceStatus.Ready)).Reference);
        Assert.Single(State.Databases);
    }

    [Fact]
    public async Task Provisioning_WithTheWrongToken_FailsAtOnceAndSaysWhoseItIs()
    {
        State.ApiToken = "eyJ-another-one-by-now";
        await _bench.StartWorkerAsync();
        var id = await OrderAsync("refused");

        await _bench.Get<ResourceWorkflowClient>().StartProvisioningAsync(id);

        var failed = await EventuallyAsync(id, ResourceStatus.Failed);
        Assert.Equal("The platform's database provider does not take the platform's credentials. The platform's operator has to mend that.", failed.Failure);
        Assert.Equal(0, State.Count("POST", "/databases"));
    }

    [Fact]
    public async Task Removal_WithItsAnswersLost_TakesTheTokensAtOnceAndTheDatabaseAfterADay()
    {
        var id = await OrderAsync("removed");
        await StepAsync(a => a.EnsureDatabaseAsync(new(id)));
        await StepAsync(a => a.StoreTokenAsync(new(id)));
        var (database, token) = (State.Databases.Single().Key, await TokenAsync(id));
        await ExecuteAsync(id, "status = 'deleted', deleted_at = now()");
        State.Faults.DropAfter("POST", "/auth/rotate");

        await StepAsync(a => a.RevokeTokensAsync(new(id)));
        await StepAsync(a => a.PurgeAsync(new(id)));

        Assert.Equal("401", await _turso.QueryAsync(database, "select 1", token));
        await ExecuteAsync(id, "deleted_at = now() - interval '25 hours'");
        State.Faults.DropAfter("DELETE", database);
        await StepAsync(a => a.PurgeAsync(new(id)));
        Assert.Empty(State.Databases);
        Assert.Null(await _bench.Get<ResourceStore>().FindAsync(id));
    }

    [Fact]
    public async Task Orphans_AtTurso_GoAfterAWhileAndNobodyElsesEver()
    {
        var id = await OrderAsync("owned");
        await StepAsync(a => a.EnsureDatabaseAsync(new(id)));
        var owned = State.Databases.Single().Key;
        State.Add(new TursoNames("dm1").Of(ResourceId.New()));
        var others = new[] { State.Add(new TursoNames("dm2").Of(ResourceId.New())).Name, State.Add("production").Name };
        var clock = new Clock();
        var orphans = new OrphanDatabases(_bench.Get<ProvisioningStore>(), _bench.Get<DatabaseProviders>(), new OrphanSettings(Until: null), clock, NullLogger<OrphanDatabases>.Instance);

        await orphans.RemoveAsync(CancellationToken.None);
        Assert.Equal(4, State.Databases.Count);
        clock.Now += TimeSpan.FromMinutes(16);
        await orphans.RemoveAsync(CancellationToken.None);

        Assert.Equal([.. others.Append(owned).Order(StringComparer.Ordinal)], State.Databases.Keys.Order(StringComparer.Ordinal));
    }

    private Task StepAsync(Func<ResourceActivities, Task> step) => DeployerBench.StepAsync(() => step(_bench.Get<ResourceActivities>()));

    private async Task<ResourceId> OrderAsync(string name)
    {
        var user = await _bench.Get<UserStore>().EnsureAsync($"user-{Guid.NewGuid():N}");
        return (await _bench.Get<ResourceStore>().EnsureAsync(TestDatabase.NewResource(user.Id, name))).Resource.Id;
    }

    private async Task<Resource> EventuallyAsync(ResourceId id, ResourceStatus status)
    {
        Resource? found = null;
        await Eventually.TrueAsync(async () => (found = await _bench.Get<ResourceStore>().FindAsync(id))!.Status == status, $"the resource is {status}", () => $"{found}", seconds: 90);
        return found!;
    }

    private async Task<Sensitive> TokenAsync(ResourceId id) => _bench.Get<SecretCipher>().Decrypt(
        id.Value, EncryptedSecret.AuthToken, (await _bench.Get<ResourceStore>().ReadSecretsAsync(id)).Single(s => s.Name == EncryptedSecret.AuthToken).Value);

    private async Task ExecuteAsync(ResourceId id, string changes)
    {
        await using var command = _bench.Get<NpgsqlDataSource>().CreateCommand($"update resources set {changes} where id = $1");
        command.Parameters.AddWithValue(id.Value);
        await command.ExecuteNonQueryAsync();
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
