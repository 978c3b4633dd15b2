using System.Collections.Concurrent;
using DeployMcp.Domain.Resources;
using DeployMcp.Platform.Databases;
using DeployMcp.Platform.Databases.Turso;
using DeployMcp.Tests.Fixtures.TursoStandIn;

namespace DeployMcp.Tests.Platform.Databases.Turso;

public sealed class TursoProviderTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly TursoBench _bench = new();

    private TursoState State => _bench.State;

    public Task InitializeAsync() => _bench.InitializeAsync();

    public Task DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Ensure_ANewOrder_MakesItInTheRegionsGroupAndItAnswers()
    {
        var order = TursoBench.Order();

        var location = await _bench.Provider.EnsureAsync(order, None);

        var made = Assert.Single(State.Databases).Value;
        Assert.Equal((location.Reference, "deploy-mcp-aws-eu-central-1", "1073741824"), (made.Name, made.Group, made.SizeLimit));
        Assert.Equal("aws-eu-central-1", State.Groups[made.Group].Location);
        Assert.Equal($"http://{made.Name}-acme.localhost:{_bench.Turso.Url.Port}/", location.Url.AbsoluteUri);
        var token = await _bench.Provider.IssueTokenAsync(order, location.Reference, DatabaseAccess.Full, None);
        Assert.Equal("ok", await _bench.QueryAsync(location.Reference, "create table t (a)", token));
    }

    /// <summary>As at the real Turso, but that its names lead to the stand-in, and TLS ends before it.</summary>
    [Fact]
    public async Task Ensure_AtTheRealAddresses_SpeaksTlsWithBothAndGivesClientsALibsqlUrl()
    {
        var asked = new ConcurrentQueue<Uri>();
        var services = _bench.Build(() => new EndingTls(_bench.Turso, asked), ("ApiUrl", "https://api.turso.tech/"));

        var location = await TursoBench.ProviderOf(services).EnsureAsync(TursoBench.Order(), None);

        Assert.Equal($"libsql://{location.Reference}-acme.localhost:{_bench.Turso.Url.Port}/", location.Url.AbsoluteUri);
        Assert.Equal(
            ["https://api.turso.tech:443", $"https://{location.Reference}-acme.localhost:{_bench.Turso.Url.Port}"],
            asked.Select(u => $"{u.Scheme}://{u.Host}:{u.Port}").Distinct());
    }

    [Fact]
    public async Task Ensure_Again_IsTheSameDatabaseWithTheNewLimit()
    {
        var order = TursoBench.Order();
        var first = await _bench.Provider.EnsureAsync(order, None);

        var second = await _bench.Provider.EnsureAsync(order with { MaxBytes = 2 * TursoBench.Gi, Name = "renamed" }, None);

        Assert.Equal(first, second);
        Assert.Equal("2147483648", Assert.Single(State.Databases).Value.SizeLimit);
        Assert.Equal(1, State.Count("POST", "/databases"));
    }

    [Fact]
    public async Task Ensure_EightAtOnceInTwoProcesses_MakeOneDatabaseAndOneGroup()
    {
        var order = TursoBench.Order();
        var providers = new[] { _bench.Provider, TursoBench.ProviderOf(_bench.Build()) };

        var locations = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => providers[i % 2].EnsureAsync(order, None)));

        Assert.Single(locations.Distinct());
        Assert.Single(State.Databases);
        Assert.Single(State.Groups);
    }

    [Fact]
    public async Task Ensure_OfADatabaseThatTakesAWhile_AnswersWhenItDoes()
    {
        State.QueriesUntilReady = 3;

        await _bench.Provider.EnsureAsync(TursoBench.Order(), None);

        Assert.Equal(4, State.Count("POST", "/v2/pipeline"));
        Assert.Single(State.Tokens);
        Assert.Contains(State.Requests, r => r.PathAndQuery.EndsWith("/auth/tokens?expiration=300s&authorization=read-only", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ensure_OfADatabaseThatNeverAnswers_GivesUpForNowAndFindsItLater()
    {
        State.QueriesUntilReady = 1_000;
        var order = TursoBench.Order();

        var thrown = await Assert.ThrowsAsync<TursoUnavailableException>(() => TursoBench.ProviderOf(_bench.Build(("ReadyTimeout", "00:00:01"))).EnsureAsync(order, None));

        Assert.Matches("^The database dm1-[a-z2-7]{26} did not answer a query within 1 s: it answered 503.$", thrown.Message);
        State.Databases.Single().Value.QueriesUntilReady = 0;
        Assert.Equal(State.Databases.Single().Key, (await _bench.Provider.EnsureAsync(order, None)).Reference);
    }

    [Fact]
    public async Task Ensure_WhenTheTokenIsRotatedMeanwhile_AsksWithAnother()
    {
        State.Faults.Answer("POST", "/v2/pipeline", 401, """{"error":"Unauthorized"}""");

        await _bench.Provider.EnsureAsync(TursoBench.Order(), None);

        Assert.Equal(2, State.Tokens.Count);
    }

    [Fact]
    public async Task Ensure_InAnUnknownRegion_NamesTheKnownOnesAndAsksNobody()
    {
        var provider = TursoBench.ProviderOf(_bench.Build(("Regions:moon-1:Location", "aws-eu-west-1")));

        var thrown = await Assert.ThrowsAsync<DatabaseRefusedException>(() => provider.EnsureAsync(TursoBench.Order("mars-1"), None));

        Assert.StartsWith("There is no region 'mars-1' for databases. Known are ap-northeast-1, ", thrown.Message, StringComparison.Ordinal);
        Assert.Contains(" eu-central-1, ", thrown.Message, StringComparison.Ordinal);
        Assert.Contains(" moon-1, ", thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(State.Requests, r => r.Method == "POST");
    }

    [Fact]
    public async Task Ensure_InARegionThatTursoDoesNotOffer_TellsTheUserAndTheOperatorWhatToDo()
    {
        State.Locations.Remove("aws-eu-central-1");

        var thrown = await Assert.ThrowsAsync<DatabaseRefusedException>(() => _bench.Provider.EnsureAsync(TursoBench.Order(), None));

        Assert.Equal("The platform's database provider has nothing in the region 'eu-central-1'. Ask for another region, or have the platform's operator set one up for it.", thrown.Message);
        Assert.Contains(
            _bench.Logged, l => l.StartsWith("Error: Turso offers none of aws-eu-central-1,fra for the region eu-central-1. It offers aws-eu-west-1, aws-us-east-1: set Databases:Turso:Regions:eu-central-1:Location", StringComparison.Ordinal));
        Assert.Empty(State.Groups);

        await TursoBench.ProviderOf(_bench.Build(("Regions:eu-central-1:Location", "aws-eu-west-1"))).EnsureAsync(TursoBench.Order(), None);
        Assert.Equal("aws-eu-west-1", State.Groups["deploy-mcp-aws-eu-west-1"].Location);
    }

    [Fact]
    public async Task Ensure_WithTheSecondLocationsGroupThere_StaysWithIt()
    {
        State.Groups["deploy-mcp-fra"] = new StandInGroup("deploy-mcp-fra", "fra") { Archived = true };

        await _bench.Provider.EnsureAsync(TursoBench.Order(), None);

        Assert.Equal("deploy-mcp-fra", State.Databases.Single().Value.Group);
        Assert.False(State.Groups["deploy-mcp-fra"].Archived);
    }

    [Fact]
    public async Task Ensure_InAGroupOfTheOperators_TakesItAndMakesNone()
    {
        State.Groups["default"] = new StandInGroup("default", "aws-eu-west-1");
        var provider = TursoBench.ProviderOf(_bench.Build(("Regions:eu-central-1:Group", "default"), ("Regions:us-east-1:Group", "gone")));

        await provider.EnsureAsync(TursoBench.Order(), None);
        await Assert.ThrowsAsync<DatabaseRefusedException>(() => provider.EnsureAsync(TursoBench.Order("us-east-1"), None));

        Assert.Equal("default", State.Databases.Single().Value.Group);
        Assert.Single(State.Groups);
        Assert.Contains(_bench.Logged, l => l.StartsWith("Error: The organisation has no group gone, which Databases:Turso:Regions:us-east-1:Group names", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ensure_AfterSomeoneDeletedTheGroup_MakesItAgain()
    {
        await _bench.Provider.EnsureAsync(TursoBench.Order(), None);
        State.Groups.Clear();
        State.Databases.Clear();

        await _bench.Provider.EnsureAsync(TursoBench.Order(), None);

        Assert.Equal("deploy-mcp-aws-eu-central-1", Assert.Single(State.Groups).Key);
    }

    [Fact]
    public async Task IssueToken_ReadOnly_CannotWriteAndFullCan()
    {
        var order = TursoBench.Order();
        var database = (await _bench.Provider.EnsureAsync(order, None)).Reference;

        var reader = await _bench.Provider.IssueTokenAsync(order, database, DatabaseAccess.ReadOnly, None);
        var writer = await _bench.Provider.IssueTokenAsync(order, database, DatabaseAccess.Full, None);

        Assert.Equal(("ok", "error"), (await _bench.QueryAsync(database, "select 1", reader), await _bench.QueryAsync(database, "insert into t values (1)", reader)));
        Assert.Equal("ok", await _bench.QueryAsync(database, "insert into t values (1)", writer));
    }

    [Fact]
    public async Task RevokeTokens_OfOneDatabase_LeavesTheOthersOfItsGroup()
    {
        var (one, other) = (TursoBench.Order(), TursoBench.Order());
        var (first, second) = ((await _bench.Provider.EnsureAsync(one, None)).Reference, (await _bench.Provider.EnsureAsync(other, None)).Reference);
        var old = await _bench.Provider.IssueTokenAsync(one, first, DatabaseAccess.Full, None);
        var untouched = await _bench.Provider.IssueTokenAsync(other, second, DatabaseAccess.Full, None);
        Assert.Equal("ok", await _bench.QueryAsync(first, "select 1", old));

        await _bench.Provider.RevokeTokensAsync(first, None);

        Assert.Equal(("401", "ok"), (await _bench.QueryAsync(first, "select 1", old), await _bench.QueryAsync(second, "select 1", untouched)));
        Assert.Equal("ok", await _bench.QueryAsync(first, "select 1", await _bench.Provider.IssueTokenAsync(one, first, DatabaseAccess.Full, None)));
        Assert.Equal("401", await _bench.QueryAsync(second, "select 1", await _bench.Provider.IssueTokenAsync(one, first, DatabaseAccess.Full, None)));
    }

    [Fact]
    public async Task RevokeTokens_InAGroupWithOneKeyForAll_BlocksTheOneUntilItIsWantedAgainAndNeverRotatesTheGroup()
    {
        State.HasLegacyGroups = true;
        var order = TursoBench.Order();
        var database = (await _bench.Provider.EnsureAsync(order, None)).Reference;
        var token = await _bench.Provider.IssueTokenAsync(order, database, DatabaseAccess.Full, None);

        await _bench.Provider.RevokeTokensAsync(database, None);

        Assert.Equal(("error", "error"), (await _bench.QueryAsync(database, "select 1", token), await _bench.QueryAsync(database, "insert into t values (1)", token)));
        Assert.Contains(_bench.Logged, l => l.StartsWith($"Warning: Blocked the database {database} at Turso", StringComparison.Ordinal)
            && l.Contains("cannot rotate credentials for a single database in a group", StringComparison.Ordinal));
        await _bench.Provider.EnsureAsync(order, None);
        Assert.Equal("ok", await _bench.QueryAsync(database, "insert into t values (1)", token));
        Assert.DoesNotContain(State.Requests, r => r.PathAndQuery.Contains("/groups/", StringComparison.Ordinal) && r.PathAndQuery.EndsWith("/rotate", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("1073741824", 1_073_741_824)]
    [InlineData("1.5 GB", 1_500_000_000)]
    [InlineData("unlimited", 0)]
    public async Task Measure_OneThatIsThere_GivesItsSizeLimitAndRows(string limit, long maxBytes)
    {
        var database = (await _bench.Provider.EnsureAsync(TursoBench.Order(), None)).Reference;
        (State.Databases[database].StorageBytes, State.Databases[database].SizeLimit) = (987_654, limit);

        Assert.Equal(new ResourceUsage(987_654, maxBytes, 12, 3), await _bench.Provider.MeasureAsync(database, None));
    }

    [Fact]
    public async Task EveryCall_OfADatabaseThatIsGone_SaysSoOrIsDone()
    {
        var order = TursoBench.Order();
        var database = (await _bench.Provider.EnsureAsync(order, None)).Reference;

        await _bench.Provider.DeleteAsync(database, None);
        await _bench.Provider.DeleteAsync(database, None);
        await _bench.Provider.RevokeTokensAsync(database, None);

        Assert.Null(await _bench.Provider.MeasureAsync(database, None));
        await Assert.ThrowsAsync<DatabaseRefusedException>(() => _bench.Provider.IssueTokenAsync(order, database, DatabaseAccess.Full, None));
        Assert.Empty(State.Databases);
    }

    [Fact]
    public async Task List_OverSeveralPagesAndInstallations_GivesOnlyOurs()
    {
        var (ours, theirs) = (new TursoNames("dm1"), new TursoNames("dm2"));
        var expected = Enumerable.Range(0, 130).Select(_ => State.Add(ours.Of(TursoBench.Order().Id)).Name).ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < 130; i++)
        {
            State.Add(theirs.Of(TursoBench.Order().Id));
        }

        State.Add("dm1-production");
        State.Add("someones-own");

        var listed = new List<string>();
        await foreach (var reference in _bench.Provider.ListAsync(None))
        {
            listed.Add(reference);
        }

        Assert.Equal(expected.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
        Assert.Equal(3, State.Count("GET", "/databases"));
    }

    [Theory]
    [InlineData("someones-own")]
    [InlineData("dm2-aaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("../groups/default")]
    public async Task AnyCall_OfADatabaseThatIsNotOurs_IsRefusedBeforeTursoIsAsked(string reference)
    {
        State.Add(reference);

        await Assert.ThrowsAsync<DatabaseRefusedException>(() => _bench.Provider.DeleteAsync(reference, None));
        await Assert.ThrowsAsync<DatabaseRefusedException>(() => _bench.Provider.RevokeTokensAsync(reference, None));
        await Assert.ThrowsAsync<DatabaseRefusedException>(() => _bench.Provider.MeasureAsync(reference, None));
        await Assert.ThrowsAsync<DatabaseRefusedException>(() => _bench.Provider.IssueTokenAsync(TursoBench.Order(), reference, DatabaseAccess.Full, None));

        Assert.Empty(State.Requests);
        Assert.Single(State.Databases);
    }

    private sealed class EndingTls(RunningTurso turso, ConcurrentQueue<Uri> asked) : DelegatingHandler(turso.Connections())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            asked.Enqueue(request.RequestUri!);
            request.RequestUri = new UriBuilder(request.RequestUri!) { Scheme = Uri.UriSchemeHttp, Port = turso.Url.Port }.Uri;
            return base.SendAsync(request, cancellationToken);
        }
    }
}
