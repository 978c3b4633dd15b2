using DeployMcp.Data.Resources;
using DeployMcp.DeployerWorker.Resources;
using DeployMcp.Platform.Databases;
using DeployMcp.Tests.Compat.Temporalio;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace DeployMcp.Tests.DeployerWorker.Resources;

/// <summary>Databases without a row, more of them than leftovers ever are, as after PostgreSQL was restored from a backup.</summary>
public sealed class OrphanGuardTests : IAsyncLifetime
{
    private readonly DeployerBench _bench = new();
    private readonly Clock _clock = new();
    private readonly LogRecorder _log = new();

    public Task InitializeAsync() => _bench.InitializeAsync();

    public async Task DisposeAsync()
    {
        _log.Dispose();
        await _bench.DisposeAsync();
    }

    [Fact]
    public async Task Remove_ManyAtOnce_RemovesNoneAndSaysHowToGoOn()
    {
        await CreateStraysAsync(6);

        await RemoveOverdueAsync(until: null);

        Assert.Equal(6, (await _bench.Databases.ListAsync()).Count);
        var line = Assert.Single(_log.Lines);
        Assert.Contains("no resource owns 6 of 6", line, StringComparison.Ordinal);
        Assert.Contains("Databases:RemoveOrphansUntil", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Remove_AFew_RemovesThem()
    {
        await CreateStraysAsync(5);

        await RemoveOverdueAsync(until: null);

        Assert.Empty(await _bench.Databases.ListAsync());
    }

    [Theory]
    [InlineData(30, 0)]
    [InlineData(10, 6)]
    public async Task Remove_ManyThatTheOperatorAllowed_RemovesThemUntilThen(int minutes, int left)
    {
        await CreateStraysAsync(6);

        await RemoveOverdueAsync(_clock.Now.AddMinutes(minutes));

        Assert.Equal(left, (await _bench.Databases.ListAsync()).Count);
    }

    [Fact]
    public void Setting_ThatIsNoMoment_IsRefusedByItsName()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Databases:RemoveOrphansUntil", "yes")]).Build();

        Assert.Contains("Databases:RemoveOrphansUntil", Assert.Throws<InvalidOperationException>(() => OrphanSettings.Read(configuration)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Setting_OfAMoment_IsTaken()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Databases:RemoveOrphansUntil", "2026-01-31T18:00Z")]).Build();

        Assert.Equal(new DateTimeOffset(2026, 1, 31, 18, 0, 0, TimeSpan.Zero), OrphanSettings.Read(configuration).Until);
    }

    private async Task CreateStraysAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await _bench.Databases.CreateStrayAsync($"stray-{i}");
        }
    }

    /// <summary>Two rounds, beyond the time for which an orphan is left alone.</summary>
    private async Task RemoveOverdueAsync(DateTimeOffset? until)
    {
        var orphans = new OrphanDatabases(
            _bench.Get<ProvisioningStore>(), _bench.Get<DatabaseProviders>(), new OrphanSettings(until), _clock, new Logger<OrphanDatabases>(_log));
        await orphans.RemoveAsync(CancellationToken.None);
        _clock.Now += TimeSpan.FromMinutes(16);
        await orphans.RemoveAsync(CancellationToken.None);
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
