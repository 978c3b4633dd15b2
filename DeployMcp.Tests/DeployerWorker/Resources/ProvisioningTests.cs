using DeployMcp.Data.Resources;
using DeployMcp.Data.Users;
using DeployMcp.DeployerWorker.Resources;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Resources;
using DeployMcp.Domain.Security;
using DeployMcp.Domain.Services;
using DeployMcp.Platform.Databases;
using DeployMcp.Platform.Secrets;
using DeployMcp.Tests.Fixtures;
using DeployMcp.Workflows.Resources;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Temporalio.Exceptions;

namespace DeployMcp.Tests.DeployerWorker.Resources;

/// <summary>The steps of a database's life, over a real PostgreSQL and a real libSQL server; the sweep runs beside them.</summary>
public sealed class ProvisioningTests : IAsyncLifetime
{
    private readonly DeployerBench _bench = new();

    public Task InitializeAsync() => _bench.InitializeAsync();

    public Task DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Steps_EachTwice_MakeOneDatabaseWithATokenThatWorks()
    {
        var id = await OrderAsync("twice");

        await StepAsync(a => a.EnsureDatabaseAsync(new(id)));
        await StepAsync(a => a.EnsureDatabaseAsync(new(id)));
        await StepAsync(a => a.StoreTokenAsync(new(id)));
        var first = await SecretAsync(id, EncryptedSecret.AuthToken);
        await StepAsync(a => a.StoreTokenAsync(new(id)));
        await StepAsync(a => a.RecordFailureAsync(new(id)));

        Assert.Equal(ResourceStatus.Ready, (await FindAsync(id))!.Status);
        Assert.Equal(first, await SecretAsync(id, EncryptedSecret.AuthToken));
        Assert.Single(await _bench.Databases.ListAsync(), n => n.StartsWith("twice-", StringComparison.Ordinal));
        Assert.Equal("7", await EmbeddedDatabases.QueryAsync(await SecretAsync(id, EncryptedSecret.Url), first, "select 3 + 4"));
    }

    [Fact]
    public async Task Workflow_WhoseStarterDied_IsBegunByTheSweep()
    {
        await _bench.StartWorkerAsync();
        var id = await OrderAsync("swept");
        await ExecuteAsync("update resources set changed_at = now() - interval '1 hour'");

        await Sweep().RunAsync(CancellationToken.None);

        await Eventually.TrueAsync(async () => (await FindAsync(id))!.Status == ResourceStatus.Ready, "the database is ready", seconds: 60);
    }

    [Fact]
    public async Task Workflow_WhileTheServerIsAway_WaitsForItsReturn()
    {
        await _bench.StartWorkerAsync();
        await _bench.Databases.PauseAsync();
        var id = await OrderAsync("patient");
        await _bench.Get<ResourceWorkflowClient>().StartProvisioningAsync(id);
        await Eventually.TrueAsync(
            async () => await ScalarAsync("select count(*) from resources where status = 'provisioning'") == 1, "it is being made");

        await _bench.Databases.ResumeAsync();

        await Eventually.TrueAsync(async () => (await FindAsync(id))!.Status == ResourceStatus.Ready, "the database is ready", seconds: 90);
    }

    [Fact]
    public async Task EnsureDatabase_OfOneThatWasDeletedMeanwhile_MakesNone()
    {
        var id = await OrderAsync("gone");
        await ExecuteAsync($"update resources set status = 'deleted', deleted_at = now() where id = '{id.Value}'");

        var failure = await Assert.ThrowsAsync<ApplicationFailureException>(() => StepAsync(a => a.EnsureDatabaseAsync(new(id))));

        Assert.Equal(ResourceErrors.NoLongerWanted, failure.ErrorType);
        Assert.DoesNotContain(await _bench.Databases.ListAsync(), n => n.StartsWith("gone-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task EnsureDatabase_WithoutAProvider_SaysSoInTheRow()
    {
        var id = await OrderAsync("nowhere");
        var none = new ResourceProvisioning(
            _bench.Get<ResourceStore>(), _bench.Get<ProvisioningStore>(), new DatabaseProviders([], "turso"), _bench.Get<SecretCipher>());

        await Assert.ThrowsAsync<DatabaseRefusedException>(() => none.RunAsync(id, CancellationToken.None));

        var resource = (await FindAsync(id))!;
        Assert.Equal(ResourceStatus.Failed, resource.Status);
        Assert.Contains("'turso' is not configured", resource.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Measure_OfOneThatIsReady_SaysWhatItHoldsAndOfOthersNothing()
    {
        await _bench.StartWorkerAsync();
        var (id, unmade) = (await OrderAsync("measured"), await OrderAsync("unmade"));
        await _bench.Get<ResourceWorkflowClient>().StartProvisioningAsync(id);
        await Eventually.TrueAsync(async () => (await FindAsync(id))!.Status == ResourceStatus.Ready, "the database is ready", seconds: 60);
        await EmbeddedDatabases.QueryAsync(
            await SecretAsync(id, EncryptedSecret.Url), await SecretAsync(id, EncryptedSecret.AuthToken), "create table large as select zeroblob(100000) as content");

        var usage = await _bench.Get<ResourceWorkflowClient>().MeasureAsync(id, CancellationToken.None);

        Assert.InRange(usage!.Bytes, 100_000, 1_000_000);
        Assert.Equal(ResourceLimits.DefaultBytes, usage.MaxBytes);
        Assert.Null(await _bench.Get<ResourceWorkflowClient>().MeasureAsync(unmade, CancellationToken.None));
        Assert.Null(await _bench.Get<ResourceWorkflowClient>().MeasureAsync(ResourceId.New(), CancellationToken.None));
    }

    [Fact]
    public async Task Measure_WhileTheProviderIsAway_IsATimeout()
    {
        await _bench.StartWorkerAsync();
        var id = await OrderAsync("unreachable");
        await _bench.Get<ResourceWorkflowClient>().StartProvisioningAsync(id);
        await Eventually.TrueAsync(async () => (await FindAsync(id))!.Status == ResourceStatus.Ready, "the database is ready", seconds: 60);
        await _bench.Databases.PauseAsync();

        await Assert.ThrowsAsync<TimeoutException>(() => _bench.Get<ResourceWorkflowClient>().MeasureAsync(id, CancellationToken.None));

        await _bench.Databases.ResumeAsync();
    }

    [Fact]
    public async Task Removal_ADayAfterDeletion_RemovesDatabaseAndRow_AndNotBefore()
    {
        var id = await OrderAsync("due");
        await StepAsync(a => a.EnsureDatabaseAsync(new(id)));
        await StepAsync(a => a.StoreTokenAsync(new(id)));
        var (url, token) = (await SecretAsync(id, EncryptedSecret.Url), await SecretAsync(id, EncryptedSecret.AuthToken));
        await ExecuteAsync($"update resources set status = 'deleted', deleted_at = now() - interval '23 hours 59 minutes' where id = '{id.Value}'");
        Assert.Contains(id, await _bench.Get<ProvisioningStore>().ListRemovableAsync());

        await StepAsync(a => a.RevokeTokensAsync(new(id)));
        await StepAsync(a => a.PurgeAsync(new(id)));

        Assert.Equal("status 401", await EmbeddedDatabases.QueryAsync(url, token, "select 1"));
        Assert.Contains(await _bench.Databases.ListAsync(), n => n.StartsWith("due-", StringComparison.Ordinal));
        Assert.DoesNotContain(id, await _bench.Get<ProvisioningStore>().ListRemovableAsync());
        await ExecuteAsync($"update resources set deleted_at = now() - interval '24 hours' where id = '{id.Value}'");
        Assert.Contains(id, await _bench.Get<ProvisioningStore>().ListRemovableAsync());

        await StepAsync(a => a.PurgeAsync(new(id)));
        await StepAsync(a => a.PurgeAsync(new(id)));

        Assert.Null(await FindAsync(id));
        Assert.DoesNotContain(await _bench.Databases.ListAsync(), n => n.StartsWith("due-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Orphans_AreRemovedAfterAWhile_AndOwnedOnesNever()
    {
        var id = await OrderAsync("owned");
        await StepAsync(a => a.EnsureDatabaseAsync(new(id)));
        await _bench.Databases.CreateStrayAsync("stray");
        var clock = new Clock();
        var orphans = new OrphanDatabases(_bench.Get<ProvisioningStore>(), _bench.Get<DatabaseProviders>(), new OrphanSettings(Until: null), clock, NullLogger<OrphanDatabases>.Instance);

        await orphans.RemoveAsync(CancellationToken.None);
        clock.Now += TimeSpan.FromMinutes(10);
        await orphans.RemoveAsync(CancellationToken.None);
        Assert.Contains("stray", await _bench.Databases.ListAsync());
        clock.Now += TimeSpan.FromMinutes(6);
        await orphans.RemoveAsync(CancellationToken.None);

        var left = await _bench.Databases.ListAsync();
        Assert.DoesNotContain("stray", left);
        Assert.Contains(left, n => n.StartsWith("owned-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Deployment_OfAServiceWithADatabase_MakesItAndStartsTheAppWithIt()
    {
        var repo = await _bench.CreateRepoAsync();
        await repo.CommitAsync(
            ("package.json", """{"scripts":{"start":"node server.js"}}"""),
            ("server.js", "require('http').createServer((q, r) => r.end(`${process.env.DATABASE_URL} ${process.env.DATABASE_AUTH_TOKEN} ${process.env.MINE}`)).listen(process.env.PORT)"));
        var (service, deployment) = await _bench.CreateServiceAsync(repo, s => s, [new EnvVar("MINE", new Sensitive("own"))], "app-db");

        Assert.Equal(DeploymentStatus.Active, (await _bench.RunAsync(deployment)).Status);

        var seen = (await _bench.Agent.GetAsync(service.Hostname)).Split(' ');
        Assert.Equal("own", seen[2]);
        Assert.Equal("1", await EmbeddedDatabases.QueryAsync(seen[0], seen[1], "select 1"));
        var log = await _bench.LogAsync(deployment);
        Assert.Contains("Databases: app-db (DATABASE_URL, DATABASE_AUTH_TOKEN)", log, StringComparison.Ordinal);
        Assert.DoesNotContain(seen[1], log, StringComparison.Ordinal);
    }

    private Task StepAsync(Func<ResourceActivities, Task> step) => DeployerBench.StepAsync(() => step(_bench.Get<ResourceActivities>()));

    private async Task<ResourceId> OrderAsync(string name)
    {
        var user = await _bench.Get<UserStore>().EnsureAsync($"user-{Guid.NewGuid():N}");
        return (await _bench.Get<ResourceStore>().EnsureAsync(TestDatabase.NewResource(user.Id, name))).Resource.Id;
    }

    private Task<Resource?> FindAsync(ResourceId id) => _bench.Get<ResourceStore>().FindAsync(id);

    private async Task<string> SecretAsync(ResourceId id, string name)
        => _bench.Get<SecretCipher>().Decrypt(id.Value, name, (await _bench.Get<ResourceStore>().ReadSecretsAsync(id)).Single(s => s.Name == name).Value).Reveal();

    private ResourceSweep Sweep() => new(
        _bench.Get<ProvisioningStore>(), _bench.Get<ResourceWorkflowClient>(), _bench.Get<OrphanDatabases>(), TimeProvider.System, NullLogger<ResourceSweep>.Instance);

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _bench.Get<NpgsqlDataSource>().CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<long> ScalarAsync(string sql)
    {
        await using var command = _bench.Get<NpgsqlDataSource>().CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
