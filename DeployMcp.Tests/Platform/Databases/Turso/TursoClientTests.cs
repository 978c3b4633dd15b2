using System.Text.Json;
using DeployMcp.Domain.Security;
using DeployMcp.Platform.Databases;
using DeployMcp.Platform.Databases.Turso;
using DeployMcp.Tests.Fixtures.TursoStandIn;

namespace DeployMcp.Tests.Platform.Databases.Turso;

/// <summary>Each call's request, and the reference's own examples as answers.</summary>
public sealed class TursoClientTests : IAsyncLifetime
{
    private const string Base = "/v1/organizations/acme";
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly TursoBench _bench = new();
    private TursoClient _client = null!;

    public async Task InitializeAsync()
    {
        await _bench.InitializeAsync();
        _client = _bench.Client();
    }

    public Task DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task ListGroups_AsInTheReference_GivesThem()
    {
        Answer("GET", "/groups", """{"groups":[{"name":"default","version":"v0.23.7","uuid":"0a28102d-6906-11ee-8553-eaa7715aeaf2","locations":["lhr","ams","bos"],"primary":"us-east-1","delete_protection":false},{"name":"old","archived":true}]}""");

        Assert.Equal([new TursoGroup("default"), new TursoGroup("old", Archived: true)], await _client.ListGroupsAsync(None));
        AssertSent("GET", $"{Base}/groups");
    }

    [Fact]
    public async Task CreateGroup_AsInTheReference_SendsNameAndLocation()
    {
        Answer("POST", "/groups", """{"group":{"name":"new-group","version":"v0.23.7","uuid":"0a28102d-6906-11ee-8553-eaa7715aeaf2","locations":["aws-us-east-1"],"primary":"us-east-1","delete_protection":false}}""");

        Assert.Equal("new-group", (await _client.CreateGroupAsync("new-group", "aws-us-east-1", None)).Name);
        AssertSent("POST", $"{Base}/groups", """{"name":"new-group","location":"aws-us-east-1"}""");
    }

    [Fact]
    public async Task FindGroup_ThatIsNotThere_IsNull()
    {
        Assert.Null(await _client.FindGroupAsync("none", None));
        AssertSent("GET", $"{Base}/groups/none");
    }

    [Fact]
    public async Task ListLocations_AsInTheReference_GivesCodesAndPlaces()
    {
        Answer("GET", "/v1/locations", """{"locations":{"aws-ap-northeast-1":"AWS AP NorthEast (Tokyo)","aws-eu-west-1":"AWS EU West (Ireland)"}}""");

        Assert.Equal("AWS EU West (Ireland)", (await _client.ListLocationsAsync(None))["aws-eu-west-1"]);
        AssertSent("GET", "/v1/locations");
    }

    [Fact]
    public async Task CreateDatabase_AsInTheReference_SendsNameGroupAndLimit()
    {
        Answer("POST", "/databases", """{"database":{"DbId":"0eb771dd-6906-11ee-8553-eaa7715aeaf2","Hostname":"new-database-acme.aws-eu-west-1.turso.io","Name":"new-database"}}""");

        var made = await _client.CreateDatabaseAsync("new-database", "default", 10 * TursoBench.Gi, None);

        Assert.Equal(new TursoDatabase("new-database", "new-database-acme.aws-eu-west-1.turso.io"), made);
        AssertSent("POST", $"{Base}/databases", """{"name":"new-database","group":"default","size_limit":"10737418240"}""");
    }

    [Theory]
    [InlineData("""{"database":{"Name":"my-db","DbId":"0eb771dd-6906-11ee-8553-eaa7715aeaf2","Hostname":"my-db-acme.turso.io","block_reads":false,"regions":["lhr"],"primaryRegion":"lhr","group":"default","delete_protection":false}}""")]
    [InlineData("""{"database":{"name":"my-db","dbId":"0eb771dd-6906-11ee-8553-eaa7715aeaf2","hostname":"my-db-acme.turso.io"}}""")]
    public async Task FindDatabase_InEitherSpellingOfItsMembers_GivesIt(string body)
    {
        Answer("GET", "/databases/my-db", body);

        Assert.Equal(new TursoDatabase("my-db", "my-db-acme.turso.io"), await _client.FindDatabaseAsync("my-db", None));
        AssertSent("GET", $"{Base}/databases/my-db");
    }

    [Fact]
    public async Task ListDatabases_PageByPage_FollowsTheCursor()
    {
        Answer("GET", "/databases", """{"databases":[{"Name":"a","Hostname":"a-acme.turso.io"}],"pagination":{"next":"a/b c"}}""");
        Answer("GET", "/databases", """{"databases":[{"Name":"b","Hostname":"b-acme.turso.io"}],"pagination":{"next":null}}""");

        var first = await _client.ListDatabasesAsync(null, None);
        var second = await _client.ListDatabasesAsync(first.Next, None);

        Assert.Equal(("a", "b", (string?)null), (first.Databases.Single().Name, second.Databases.Single().Name, second.Next));
        Assert.Equal([$"{Base}/databases?limit=100", $"{Base}/databases?limit=100&cursor=a%2Fb%20c"], _bench.State.Requests.Select(r => r.PathAndQuery));
    }

    [Fact]
    public async Task DeleteDatabase_OneThatIsThere_SendsNoBody()
    {
        _bench.State.Add("my-db");

        await _client.DeleteDatabaseAsync("my-db", None);

        AssertSent("DELETE", $"{Base}/databases/my-db");
        await Assert.ThrowsAsync<TursoNotFoundException>(() => _client.DeleteDatabaseAsync("my-db", None));
    }

    [Fact]
    public async Task Configuration_AsInTheReference_IsReadAndOnlyWhatIsOursChanged()
    {
        Answer("GET", "/configuration", """{"size_limit":"10000","allow_attach":true,"block_reads":false,"block_writes":false,"delete_protection":true}""");
        Answer("PATCH", "/configuration", """{"size_limit":"2147483648","allow_attach":true}""");

        Assert.Equal("10000", (await _client.GetConfigurationAsync("my-db", None)).SizeLimit);
        Assert.Equal("2147483648", (await _client.OpenAsync("my-db", 2 * TursoBench.Gi, None)).SizeLimit);
        AssertSent("PATCH", $"{Base}/databases/my-db/configuration", """{"size_limit":"2147483648","block_reads":false,"block_writes":false}""");
        Answer("PATCH", "/configuration", """{"size_limit":"2147483648","block_reads":true,"block_writes":true}""");
        await _client.BlockAsync("my-db", None);
        AssertSent("PATCH", $"{Base}/databases/my-db/configuration", """{"block_reads":true,"block_writes":true}""");
    }

    [Theory]
    [InlineData("total")]
    [InlineData("usage")]
    public async Task GetUsage_InEitherNameOfTheSum_GivesIt(string sum)
    {
        const string Reference = """{"database":{"uuid":"x","instances":[{"uuid":"y","usage":{"rows_read":1,"rows_written":1,"storage_bytes":1}}],"SUM":{"rows_read":7,"rows_written":5,"storage_bytes":8192,"bytes_synced":0}}}""";
        Answer("GET", "/usage", Reference.Replace("SUM", sum, StringComparison.Ordinal));

        Assert.Equal(new TursoUsage(7, 5, 8192), await _client.GetUsageAsync("my-db", None));
        AssertSent("GET", $"{Base}/databases/my-db/usage");
    }

    [Theory]
    [InlineData(DatabaseAccess.Full, null, "expiration=never&authorization=full-access")]
    [InlineData(DatabaseAccess.ReadOnly, 300, "expiration=300s&authorization=read-only")]
    public async Task CreateToken_WithAccessAndLifetime_SaysThem(DatabaseAccess access, int? seconds, string query)
    {
        _bench.State.Add("my-db");

        var token = await _client.CreateTokenAsync("my-db", access, seconds is { } s ? TimeSpan.FromSeconds(s) : null, None);

        Assert.Equal(_bench.State.Tokens.Single(), token.Reveal());
        AssertSent("POST", $"{Base}/databases/my-db/auth/tokens?{query}");
    }

    [Fact]
    public async Task CreateToken_ThatExpires_IsGoodUntilThen()
    {
        _bench.State.Add("my-db");
        var token = await _client.CreateTokenAsync("my-db", DatabaseAccess.Full, TimeSpan.FromSeconds(4), None);

        Assert.Equal("ok", await _bench.QueryAsync("my-db", "select 1", token));
        await Eventually.TrueAsync(async () => await _bench.QueryAsync("my-db", "select 1", token) == "401", "it expires");
    }

    [Fact]
    public async Task RotateTokens_OneThatIsThere_AsksForItsDatabaseAndNotItsGroup()
    {
        _bench.State.Add("my-db");

        await _client.RotateTokensAsync("my-db", None);

        AssertSent("POST", $"{Base}/databases/my-db/auth/rotate");
    }

    [Theory]
    [InlineData(401, """{"error":"token is invalid or expired"}""", typeof(TursoCredentialsException))]
    [InlineData(402, """{"error":"payment required"}""", typeof(TursoPlanException))]
    [InlineData(403, """{"error":"you are not a member of organization acme"}""", typeof(TursoCredentialsException))]
    [InlineData(403, """{"error":"maximum database count of 5 reached"}""", typeof(TursoPlanException))]
    [InlineData(400, """{"error":"upgrade your plan to create more groups"}""", typeof(TursoPlanException))]
    [InlineData(400, """{"error":"invalid size_limit: 1 potato"}""", typeof(TursoRejectedException))]
    [InlineData(404, """{"error":"could not find database with name x: record not found"}""", typeof(TursoNotFoundException))]
    [InlineData(409, """{"error":"database with name x already exists"}""", typeof(TursoConflictException))]
    [InlineData(422, """{"error":{"code":"name","message":"not available"}}""", typeof(TursoRejectedException))]
    [InlineData(302, "", typeof(TursoRejectedException))]
    public async Task Call_ThatIsRefused_SaysByItsTypeWhatItIsAndIsNotRepeated(int status, string body, Type type)
    {
        Answer("POST", "/databases", body, status);

        var thrown = await Assert.ThrowsAnyAsync<TursoException>(() => _client.CreateDatabaseAsync("x", "default", 1, None));

        Assert.Equal(type, thrown.GetType());
        Assert.StartsWith($"Turso answered {status} to create database", thrown.Message, StringComparison.Ordinal);
        Assert.Single(_bench.State.Requests);
    }

    [Fact]
    public async Task Call_WhoseAnswerRepeatsTheToken_DoesNotShowIt()
    {
        Answer("GET", "/groups", JsonSerializer.Serialize(new { error = $"bad token {_bench.State.ApiToken}\u001b[31m\nsecond line" }), 401);

        var thrown = await Assert.ThrowsAsync<TursoCredentialsException>(() => _client.ListGroupsAsync(None));

        Assert.Equal($"Turso answered 401 to list groups: bad token {Sensitive.Redacted}", thrown.Message);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"database":null}""")]
    [InlineData("""{"database":{"Name":"x"}}""")]
    [InlineData("""{"database":{"Name":"x","Hostname":null}}""")]
    public async Task Call_WhoseAnswerIsNoAnswer_IsTriedAgain(string body)
    {
        _bench.State.Add("x");
        Answer("GET", "/databases/x", body);

        Assert.Equal("x", (await _client.FindDatabaseAsync("x", None))!.Name);
    }

    private void Answer(string method, string pathEnd, string body, int status = 200) => _bench.State.Faults.Answer(method, pathEnd, status, body);

    private void AssertSent(string method, string pathAndQuery, string body = "")
        => Assert.Contains(new StandInRequest(method, pathAndQuery, $"Bearer {_bench.State.ApiToken}", body), _bench.State.Requests);
}
