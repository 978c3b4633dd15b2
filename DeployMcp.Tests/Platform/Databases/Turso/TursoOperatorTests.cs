using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using DeployMcp.Platform.Databases;
using DeployMcp.Platform.Databases.Turso;
using DeployMcp.Tests.Fixtures.TursoStandIn;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DeployMcp.Tests.Platform.Databases.Turso;

/// <summary>What the operator sees: logs without secrets, the check at the start, metrics.</summary>
public sealed class TursoOperatorTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly TursoBench _bench = new();

    private TursoState State => _bench.State;

    public Task InitializeAsync() => _bench.InitializeAsync();

    public Task DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task EveryCall_InLogsUrlsAndExceptions_ShowsNoToken()
    {
        var order = TursoBench.Order();
        State.Faults.Answer("GET", "/groups", 503, "busy");
        var database = (await _bench.Provider.EnsureAsync(order, None)).Reference;
        await _bench.Provider.IssueTokenAsync(order, database, DatabaseAccess.Full, None);
        await _bench.Provider.RevokeTokensAsync(database, None);
        await _bench.Provider.MeasureAsync(database, None);
        State.Faults.Answer("POST", "/auth/tokens", 200, """{"jwt":"eyJ-half-a-token""");
        await _bench.Provider.IssueTokenAsync(order, database, DatabaseAccess.Full, None);
        await _bench.Provider.DeleteAsync(database, None);
        var wrong = TursoBench.ProviderOf(_bench.Build(("ApiToken", "eyJ-wrong-token")));
        var thrown = await Assert.ThrowsAsync<DatabaseRefusedException>(() => wrong.EnsureAsync(order, None));

        var shown = string.Join('\n', [.. _bench.Logged, .. State.Requests.Select(r => r.PathAndQuery), thrown.ToString()]);
        Assert.Contains("Information: Made the database", shown, StringComparison.Ordinal);
        Assert.Contains("Trace: ", shown, StringComparison.Ordinal);
        Assert.All([.. State.Tokens, State.ApiToken, "eyJ-wrong-token", "eyJ-half"], secret => Assert.DoesNotContain(secret, shown, StringComparison.Ordinal));
    }

    [Fact]
    public async Task StartCheck_WithGoodSettings_SaysWhichRegionsThereAre()
    {
        await CheckStartAsync(_bench.Services);

        Assert.Contains(_bench.Logged, l => l.StartsWith(
            "Information: Databases are at Turso, organisation acme. It has the regions: eu-central-1, eu-west-1, us-east-1. It does not have: ap-northeast-1, ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ApiToken", "eyJ-other", "Error: No database can be made: Turso answered 401 to list groups: token is invalid or expired See that Databases:Turso:Organization (acme)")]
    [InlineData("Organization", "other", "Error: No database can be made: Turso answered 403 to list groups: you are not a member of organization other See that Databases:Turso:Organization (other)")]
    [InlineData("ApiUrl", "http://127.0.0.1:9", "Warning: Turso could not be asked at the start: Turso could not be reached to list groups")]
    public async Task StartCheck_WithWrongSettings_SaysWhatToMend(string name, string value, string said)
    {
        await CheckStartAsync(_bench.Build((name, value)));

        Assert.Contains(_bench.Logged, l => l.StartsWith(said, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Metrics_OfEachTry_SayWhatItWasAndHowItCameOut()
    {
        var seen = new ConcurrentQueue<string>();
        using var listener = new MeterListener { InstrumentPublished = (i, l) => { if (i.Name == "deploymcp.turso.request.duration" && Equals(i.Meter.Scope, _bench.Services.GetRequiredService<IMeterFactory>())) { l.EnableMeasurementEvents(i); } } };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) => seen.Enqueue(string.Join(' ', tags.ToArray().Select(t => t.Value))));
        listener.Start();
        State.Faults.Answer("GET", "/groups", 429, "{}");

        await _bench.Provider.EnsureAsync(TursoBench.Order(), None);

        Assert.Equal(
            ["retrieve database not_found", "list groups limited", "list groups ok", "list locations ok", "create group ok", "create database ok", "create token ok"], seen);
    }

    private static async Task CheckStartAsync(IServiceProvider services)
    {
        var check = services.GetServices<IHostedService>().OfType<TursoStartCheck>().Single();
        await check.StartAsync(None);
        await check.ExecuteTask!;
    }
}
