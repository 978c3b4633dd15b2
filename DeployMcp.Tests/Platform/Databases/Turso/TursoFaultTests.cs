using System.Diagnostics;
using System.Globalization;
using DeployMcp.Platform.Databases;
using DeployMcp.Platform.Databases.Turso;
using DeployMcp.Tests.Fixtures.TursoStandIn;

namespace DeployMcp.Tests.Platform.Databases.Turso;

/// <summary>Lost requests and answers, limits, failures, refusals and cancellation: neither an orphan nor a lost database.</summary>
public sealed class TursoFaultTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly TursoBench _bench = new();

    private TursoState State => _bench.State;

    public Task InitializeAsync() => _bench.InitializeAsync();

    public Task DisposeAsync() => _bench.DisposeAsync();

    [Theory]
    [InlineData("POST", "/groups")]
    [InlineData("POST", "/databases")]
    [InlineData("POST", "/auth/tokens")]
    [InlineData("POST", "/v2/pipeline")]
    public async Task Ensure_WhoseAnswerOrRequestIsLost_MakesOneDatabaseAndFindsIt(string method, string pathEnd)
    {
        State.Faults.DropAfter(method, pathEnd);
        State.Faults.DropBefore(method, pathEnd);
        var order = TursoBench.Order();

        var location = await _bench.Provider.EnsureAsync(order, None);

        Assert.Equal(location.Reference, Assert.Single(State.Databases).Key);
        Assert.Single(State.Groups);
        Assert.Equal([location.Reference], await ListAsync());
        Assert.Equal("1073741824", State.Databases[location.Reference].SizeLimit);
    }

    [Fact]
    public async Task Ensure_WhoseEveryAnswerIsLost_FailsForNowAndTheNextOneFindsWhatWasMade()
    {
        for (var i = 0; i < 4; i++)
        {
            State.Faults.DropAfter("POST", "/databases");
        }

        var order = TursoBench.Order();
        await Assert.ThrowsAsync<TursoUnavailableException>(() => _bench.Provider.EnsureAsync(order, None));
        var orphan = Assert.Single(await ListAsync());

        Assert.Equal(orphan, (await _bench.Provider.EnsureAsync(order, None)).Reference);
        Assert.Single(State.Databases);
    }

    [Fact]
    public async Task Ensure_WhoseNameIsTakenWith422_FindsItAndAnotherRefusalStaysOne()
    {
        var order = TursoBench.Order();
        State.Faults.DropAfter("POST", "/databases");
        State.Faults.Answer("POST", "/databases", 422, """{"error":"name is not available"}""");
        Assert.Equal((await _bench.Provider.EnsureAsync(order, None)).Reference, Assert.Single(State.Databases).Key);

        State.Faults.Answer("POST", "/databases", 422, """{"error":"name is not available"}""");
        State.Faults.Answer("POST", "/databases", 422, """{"error":"name is not available"}""");
        await Assert.ThrowsAsync<DatabaseRefusedException>(() => _bench.Provider.EnsureAsync(TursoBench.Order(), None));
        Assert.Single(State.Databases);
    }

    [Fact]
    public async Task Ensure_ThatIsCancelledWhileTursoMakesIt_EndsAtOnceAndLeavesNoStranger()
    {
        await _bench.Provider.EnsureAsync(TursoBench.Order(), None);
        State.Faults.Delay("POST", "/databases", TimeSpan.FromSeconds(4));
        using var cancelled = new CancellationTokenSource();
        var order = TursoBench.Order();
        var watch = Stopwatch.StartNew();

        var call = _bench.Provider.EnsureAsync(order, cancelled.Token);
        await Eventually.TrueAsync(() => State.Count("POST", "/databases") == 2, "it is asked for");
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(4), "It waited for the answer.");
        await Eventually.TrueAsync(() => State.Databases.Count == 2, "Turso makes it nevertheless");
        Assert.Contains(new TursoNames("dm1").Of(order.Id), await ListAsync());
        await _bench.Provider.EnsureAsync(order, None);
        Assert.Equal(2, State.Databases.Count);
    }

    [Fact]
    public async Task Ensure_ThatIsCancelledWhileItWaitsForALimit_EndsAtOnce()
    {
        State.Faults.Answer("GET", "/groups", 429, "{}", retryAfter: "10");
        using var cancelled = new CancellationTokenSource();
        var call = _bench.Provider.EnsureAsync(TursoBench.Order(), cancelled.Token);
        await Eventually.TrueAsync(() => _bench.Logged.Any(l => l.Contains("This was try 1", StringComparison.Ordinal)), "it waits");

        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task Delete_WhoseAnswerIsLost_IsDone()
    {
        var database = (await _bench.Provider.EnsureAsync(TursoBench.Order(), None)).Reference;
        State.Faults.DropAfter("DELETE", $"/{database}");

        await _bench.Provider.DeleteAsync(database, None);

        Assert.Empty(State.Databases);
    }

    [Fact]
    public async Task Call_ThatTakesTooLong_IsMadeAgain()
    {
        State.Faults.Delay("GET", "/groups", TimeSpan.FromSeconds(6));
        var watch = Stopwatch.StartNew();

        Assert.Empty(await _bench.Client(("RequestTimeout", "00:00:01")).ListGroupsAsync(None));

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(6), "It waited for the first answer.");
        Assert.Contains(_bench.Logged, l => l.StartsWith("Warning: Turso did not answer to list groups in time. This was try 1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Call_AtALimit_WaitsAsLongAsItIsTold()
    {
        State.Faults.Answer("GET", "/groups", 429, """{"error":"too many requests"}""", retryAfter: "1");
        var watch = Stopwatch.StartNew();

        Assert.Empty(await _bench.Client().ListGroupsAsync(None));

        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));
        Assert.Equal(2, State.Requests.Count);
    }

    [Fact]
    public async Task Call_AtALimitUntilADate_WaitsUntilThen()
    {
        var until = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.AddSeconds(2).ToUnixTimeSeconds());
        State.Faults.Answer("GET", "/groups", 503, "{}", retryAfter: until.ToString("R", CultureInfo.InvariantCulture));

        Assert.Empty(await _bench.Client().ListGroupsAsync(None));

        Assert.True(DateTimeOffset.UtcNow >= until, "It came too early.");
    }

    [Fact]
    public async Task Call_AtALimitForAnHour_SaysUntilWhenAndAsksNoMore()
    {
        State.Faults.Answer("GET", "/groups", 429, """{"error":"too many requests"}""", retryAfter: "3600");

        var limited = await Assert.ThrowsAsync<TursoUnavailableException>(() => _bench.Client().ListGroupsAsync(None));

        Assert.InRange(limited.RetryAt!.Value, DateTimeOffset.UtcNow.AddMinutes(59), DateTimeOffset.UtcNow.AddMinutes(60));
        Assert.Single(State.Requests);
    }

    [Fact]
    public async Task Ensure_ManyAtOnceUnderARateLimit_AllGetTheirs()
    {
        await _bench.Provider.EnsureAsync(TursoBench.Order(), None);
        State.RateLimit.PerSecond = 20;

        var locations = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => _bench.Provider.EnsureAsync(TursoBench.Order(), None)));

        Assert.True(State.RateLimit.Refused > 0, "The limit was never reached.");
        Assert.Equal(12, locations.Distinct().Count());
        Assert.Equal(13, State.Databases.Count);
    }

    [Fact]
    public async Task Call_ThatTursoFails_IsMadeAgainAndThenGivenUp()
    {
        State.Faults.Answer("GET", "/groups", 502, "<html>bad gateway</html>");
        State.Faults.Answer("GET", "/groups", 500, """{"error":"oops"}""");
        State.Faults.Answer("GET", "/groups", 503, "");
        Assert.Empty(await _bench.Client().ListGroupsAsync(None));

        for (var i = 0; i < 4; i++)
        {
            State.Faults.Answer("GET", "/groups", 500, """{"error":"oops"}""");
        }

        var failed = await Assert.ThrowsAsync<TursoUnavailableException>(() => _bench.Client().ListGroupsAsync(None));

        Assert.Equal("Turso answered 500 to list groups: oops", failed.Message);
        Assert.Equal(8, State.Requests.Count);
    }

    [Fact]
    public async Task Call_WhenTursoIsAway_IsUnavailableAndSaysSo()
    {
        var thrown = await Assert.ThrowsAsync<TursoUnavailableException>(
            () => TursoBench.ProviderOf(_bench.Build(("ApiUrl", "http://127.0.0.1:9"))).EnsureAsync(TursoBench.Order(), None));

        Assert.StartsWith("Turso could not be reached to retrieve database: Connection refused", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ensure_WithTheWrongToken_IsRefusedAtOnceAndTheOperatorLearnsTheMend()
    {
        var thrown = await Assert.ThrowsAsync<DatabaseRefusedException>(
            () => TursoBench.ProviderOf(_bench.Build(("ApiToken", "eyJ-wrong"))).EnsureAsync(TursoBench.Order(), None));

        Assert.Equal("The platform's database provider does not take the platform's credentials. The platform's operator has to mend that.", thrown.Message);
        Assert.Contains(_bench.Logged, l => l.StartsWith("Error: Turso answered 401 to retrieve database: token is invalid or expired Set Databases:Turso:ApiToken", StringComparison.Ordinal));
        Assert.Single(State.Requests);
    }

    [Fact]
    public async Task Ensure_BeyondThePlan_IsRefusedAtOnceAndOneThatExistsIsStillFound()
    {
        var order = TursoBench.Order();
        var first = await _bench.Provider.EnsureAsync(order, None);
        State.MaxDatabases = 1;

        var thrown = await Assert.ThrowsAsync<DatabaseRefusedException>(() => _bench.Provider.EnsureAsync(TursoBench.Order(), None));

        Assert.Equal("The platform has used up what it may have at its database provider. The platform's operator has to mend that.", thrown.Message);
        Assert.Contains(_bench.Logged, l => l.StartsWith("Error: Turso answered 403 to create database: maximum database count of 1 reached The organisation's plan", StringComparison.Ordinal));
        Assert.Equal(first, await _bench.Provider.EnsureAsync(order, None));
    }

    [Fact]
    public async Task Ensure_BeyondThePlansGroups_IsRefused()
    {
        State.MaxGroups = 0;

        await Assert.ThrowsAsync<DatabaseRefusedException>(() => _bench.Provider.EnsureAsync(TursoBench.Order(), None));

        Assert.Contains(_bench.Logged, l => l.Contains("upgrade your plan to create more groups", StringComparison.Ordinal));
    }

    [Fact]
    public async Task List_ThatNamesTheSamePageAgain_EndsWithAnError()
    {
        State.Faults.Answer("GET", "/databases", 200, """{"databases":[],"pagination":{"next":"x"}}""");
        State.Faults.Answer("GET", "/databases", 200, """{"databases":[],"pagination":{"next":"x"}}""");

        await Assert.ThrowsAsync<TursoUnavailableException>(ListAsync);
    }

    /// <summary>A process that dies at any moment of making databases, and its successor: every order has its one, and there is no other.</summary>
    [Fact]
    public async Task Ensure_KilledAtRandomMomentsAndRepeated_LeavesNeitherOrphanNorLoss()
    {
        var orders = Enumerable.Range(0, 20).Select(_ => TursoBench.Order()).ToList();
        var random = new Random(20261121);
        foreach (var order in orders)
        {
            State.QueriesUntilReady = random.Next(3);
            using var death = new CancellationTokenSource(TimeSpan.FromMilliseconds(random.Next(60)));
            await Record.ExceptionAsync(() => _bench.Provider.EnsureAsync(order, death.Token));
        }

        var made = await Task.WhenAll(orders.Select(o => _bench.Provider.EnsureAsync(o, None)));

        Assert.Equal(made.Select(m => m.Reference).Order(StringComparer.Ordinal), (await ListAsync()).Order(StringComparer.Ordinal));
        Assert.Equal(20, State.Databases.Count);
    }

    private async Task<List<string>> ListAsync()
    {
        var listed = new List<string>();
        await foreach (var reference in _bench.Provider.ListAsync(None))
        {
            listed.Add(reference);
        }

        return listed;
    }
}
