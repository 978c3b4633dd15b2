using DeployMcp.Data.Keys;
using DeployMcp.Domain.Identity;
using DeployMcp.Tests.EndToEnd;
using DeployMcp.Tests.Fixtures;
using DeployMcp.Tests.Server.Fixture;
using Npgsql;

namespace DeployMcp.Tests.Server.Resources;

/// <summary>The four tools over the real server, workflows and libSQL server.</summary>
[Collection(ServerCollection.Name)]
public class ResourceTests(ServerFixture fixture)
{
    [Fact]
    public async Task Create_Sqlite_AnswersWithADatabaseThatAnyLibSqlClientUses()
    {
        await using var session = await fixture.ConnectAsNewUserAsync();

        var made = await session.CallAsync("create_resource", new { name = "my-db", type = "sqlite" });

        Assert.Equal("ready", (string?)made["status"]);
        Assert.Null(made["auth_token"]);
        var (url, token) = await LocationAsync(session, "my-db");
        Assert.Equal("", await EmbeddedDatabases.QueryAsync(url, token, "create table t (x)"));
        Assert.Equal("", await EmbeddedDatabases.QueryAsync(url, token, "insert into t values ('kept')"));
        Assert.Equal("kept", await EmbeddedDatabases.QueryAsync(url, token, "select x from t"));
        Assert.Equal("status 401", await EmbeddedDatabases.QueryAsync(url, null, "select 1"));
        var shown = await session.CallAsync("get_resource", new { name = "my-db" });
        Assert.Equal(("1Gi", "eu-central-1"), ((string?)shown["size"], (string?)shown["region"]));
        Assert.NotNull((string?)shown["used"]);
    }

    [Fact]
    public async Task Create_Again_ReturnsWhatThereIs_AndSaysWhatDiffers()
    {
        await using var session = await fixture.ConnectAsNewUserAsync();
        await session.CallAsync("create_resource", new { name = "my-db", size = "2Gi" });
        var before = await LocationAsync(session, "my-db");

        Assert.Contains("existed already", await session.CallTextAsync("create_resource", new { name = "my-db" }), StringComparison.Ordinal);
        Assert.Contains("existed already", await session.CallTextAsync("create_resource", new { name = "my-db", size = "2048Mi" }), StringComparison.Ordinal);
        var refused = await session.CallExpectingErrorAsync("create_resource", new { name = "my-db", size = "3Gi", region = "eu-central-1" });

        Assert.Contains("size is 2Gi", refused, StringComparison.Ordinal);
        Assert.Contains("delete_resource", refused, StringComparison.Ordinal);
        Assert.Equal(before, await LocationAsync(session, "my-db"));
        Assert.Single((await session.CallAsync("list_resources"))["resources"]!.AsArray());
    }

    [Fact]
    public async Task Create_WithSeveralBadArguments_TellsAllAtOnceAndNoneOfTheirValues()
    {
        await using var session = await fixture.ConnectAsNewUserAsync();

        var sqlite = await session.CallExpectingErrorAsync("create_resource", new { name = "My DB", size = "11Gi", region = "No Where", auth_token = "hush-token" });
        var external = await session.CallExpectingErrorAsync("create_resource", new { name = "x", type = "external", url = "ftp://user:hush-password@host/", size = "1Gi" });
        var unknown = await session.CallExpectingErrorAsync("create_resource", new { name = "x", type = "oracle", sise = "1Gi", region = "mars" });

        Assert.All(["name:", "size:", "region:", "auth_token:"], part => Assert.Contains(part, sqlite, StringComparison.Ordinal));
        Assert.All(["url:", "size:", "postgres"], part => Assert.Contains(part, external, StringComparison.Ordinal));
        Assert.All(["type:", "sise:", "region: has no databases. Leave it out, or use eu-central-1."], part => Assert.Contains(part, unknown, StringComparison.Ordinal));
        Assert.DoesNotContain("hush", sqlite + external, StringComparison.Ordinal);
        Assert.Empty((await session.CallAsync("list_resources"))["resources"]!.AsArray());
    }

    [Fact]
    public async Task Create_External_KeepsItsUrlEncryptedAndGivesItBack()
    {
        const string Url = "postgres://app:hush-password@db.example.com:5432/app";
        var (user, key) = await fixture.AddUserAsync();
        await using var session = await fixture.ConnectAsync(key);

        var made = await session.CallAsync("create_resource", new { name = "theirs", url = Url });
        var refused = await session.CallExpectingErrorAsync("create_resource", new { name = "theirs", url = Url + "2" });

        Assert.Equal(("external", "ready"), ((string?)made["type"], (string?)made["status"]));
        Assert.Contains("url is another one", refused, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", refused, StringComparison.Ordinal);
        Assert.Equal(Url, (string?)(await session.CallAsync("get_resource", new { name = "theirs" }))["url"]);
        await using var reader = await fixture.ConnectAsync(await KeyAsync(user.Id, KeyScope.Read));
        Assert.DoesNotContain("hush", (await reader.CallAsync("get_resource", new { name = "theirs" })).ToJsonString(), StringComparison.Ordinal);
        Assert.Contains(("create_resource", "resource theirs", "created"), (await fixture.AuditOfAsync(user.Id)).Select(a => (a.Action, a.Target, a.Outcome)));
        Assert.Equal(0, await ScalarAsync("select count(*) from resource_secrets where position('\x68757368'::bytea in ciphertext) > 0"));
    }

    [Fact]
    public async Task Get_WithAReadKey_LeavesTheTokenOut()
    {
        var (user, key) = await fixture.AddUserAsync();
        await using var session = await fixture.ConnectAsync(key);
        await session.CallAsync("create_resource", new { name = "my-db" });
        var (url, token) = await LocationAsync(session, "my-db");
        await using var reader = await fixture.ConnectAsync(await KeyAsync(user.Id, KeyScope.Read));

        var shown = await reader.CallAsync("get_resource", new { name = "my-db" });
        var text = await reader.CallTextAsync("get_resource", new { name = "my-db" });

        Assert.Equal((url, null), ((string?)shown["url"], (string?)shown["auth_token"]));
        Assert.Contains("scope deploy", text, StringComparison.Ordinal);
        Assert.DoesNotContain(token, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_ThenCreate_RestoresItsDataUnderANewToken()
    {
        await using var session = await fixture.ConnectAsNewUserAsync();
        await session.CallAsync("create_resource", new { name = "my-db" });
        var (url, token) = await LocationAsync(session, "my-db");
        await EmbeddedDatabases.QueryAsync(url, token, "create table t as select 42 as x");

        var deleted = await session.CallTextAsync("delete_resource", new { name = "my-db" });

        Assert.Contains("Its token works no more", deleted, StringComparison.Ordinal);
        Assert.Contains("create_resource with name=\"my-db\"", deleted, StringComparison.Ordinal);
        Assert.Equal("status 401", await EmbeddedDatabases.QueryAsync(url, token, "select 1"));
        Assert.Contains("create_resource with name=\"my-db\" to restore", await session.CallExpectingErrorAsync("get_resource", new { name = "my-db" }), StringComparison.Ordinal);
        Assert.Empty((await session.CallAsync("list_resources"))["resources"]!.AsArray());
        Assert.Contains("was deleted with other settings", await session.CallExpectingErrorAsync("create_resource", new { name = "my-db", size = "5Gi" }), StringComparison.Ordinal);

        Assert.Contains("restored with its data", await session.CallTextAsync("create_resource", new { name = "my-db" }), StringComparison.Ordinal);

        var (again, other) = await LocationAsync(session, "my-db");
        Assert.Equal(url, again);
        Assert.NotEqual(token, other);
        Assert.Equal("42", await EmbeddedDatabases.QueryAsync(url, other, "select x from t"));
        Assert.Equal("status 401", await EmbeddedDatabases.QueryAsync(url, token, "select 1"));
    }

    [Fact]
    public async Task Delete_ADayAgo_IsNotRestoredButMadeAnew()
    {
        await using var session = await fixture.ConnectAsNewUserAsync();
        await session.CallAsync("create_resource", new { name = "old" });
        var (url, _) = await LocationAsync(session, "old");
        await session.CallAsync("delete_resource", new { name = "old" });
        var id = await IdAsync("old", url);
        await ExecuteAsync($"update resources set deleted_at = now() - interval '24 hours 1 second' where id = '{id}'");

        Assert.Contains("is created", await session.CallTextAsync("create_resource", new { name = "old" }), StringComparison.Ordinal);

        var (other, token) = await LocationAsync(session, "old");
        Assert.NotEqual(url, other);
        Assert.Equal("1", await EmbeddedDatabases.QueryAsync(other, token, "select 1"));
    }

    [Fact]
    public async Task Key_OfOneProject_SeesItsOwnResourcesOnly()
    {
        var (user, key) = await fixture.AddUserAsync();
        await using var owner = await fixture.ConnectAsync(key);
        await owner.CallAsync("create_resource", new { name = "general" });
        await using var shop = await fixture.ConnectAsync(await KeyAsync(user.Id, KeyScope.Admin, "shop"));
        await shop.CallAsync("create_resource", new { name = "orders" });
        await shop.CallAsync("create_repo", new { name = "r" });

        var taken = await shop.CallExpectingErrorAsync("create_resource", new { name = "general" });
        var attached = await shop.CallExpectingErrorAsync("create_service", new { repo = "missing", name = "web", resources = ServiceResourceTests.Names("general") });

        Assert.Contains("taken in this account", taken, StringComparison.Ordinal);
        Assert.Contains("'general' is taken in this account", attached, StringComparison.Ordinal);
        Assert.Contains("repo:", attached, StringComparison.Ordinal);
        Assert.Equal("orders", (string?)Assert.Single((await shop.CallAsync("list_resources"))["resources"]!.AsArray())!["name"]);
        Assert.Contains("No resource named 'general'", await shop.CallExpectingErrorAsync("delete_resource", new { name = "general" }), StringComparison.Ordinal);
        Assert.Equal(2, (await owner.CallAsync("list_resources"))["resources"]!.AsArray().Count);
        Assert.Equal("shop", (string?)(await owner.CallAsync("get_resource", new { name = "orders" }))["project"]);
    }

    [Fact]
    public async Task Create_InARegionThatTheSettingsDontName_SaysWhichThereAre()
    {
        var server = await fixture.StartServerAsync("--Databases:Regions=eu-central-1, us-east-1");
        await using var session = await McpSession.ConnectAsync($"{server.Urls.First()}/mcp", (await fixture.AddUserAsync()).Key);

        var refused = await session.CallExpectingErrorAsync("create_resource", new { name = "x", region = "eu-west-1" });

        Assert.Contains("region: has no databases. Leave it out, or use eu-central-1, us-east-1.", refused, StringComparison.Ordinal);
        Assert.Equal("us-east-1", (string?)(await session.CallAsync("create_resource", new { name = "x", region = "us-east-1" }))["region"]);
    }

    [Fact]
    public async Task Create_BeyondTheLimit_IsRefused()
    {
        await using var limited = await fixture.StartServerAsync("--Limits:ResourcesPerUser=2");
        await using var session = await McpSession.ConnectAsync($"{limited.Urls.First()}/mcp", (await fixture.AddUserAsync()).Key);
        await session.CallAsync("create_resource", new { name = "one" });
        await session.CallAsync("create_resource", new { name = "two" });
        await session.CallAsync("create_repo", new { name = "r" });

        Assert.Contains("quota_exceeded", await session.CallExpectingErrorAsync("create_resource", new { name = "three" }), StringComparison.Ordinal);
        Assert.Contains("more than 2 resources", await session.CallExpectingErrorAsync("create_service", new { repo = "r", name = "web", resources = ServiceResourceTests.Names("one", "three") }), StringComparison.Ordinal);
        Assert.Empty((await session.CallAsync("list_services"))["services"]!.AsArray());
    }

    [Fact]
    public async Task Create_ManyAtOnceByOneName_MakesOne()
    {
        var (_, key) = await fixture.AddUserAsync();
        await using var session = await fixture.ConnectAsync(key);

        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => session.CallTextAsync("create_resource", new { name = "crowd" })));

        Assert.Single(all, t => t.Contains("is created", StringComparison.Ordinal));
        Assert.Single((await session.CallAsync("list_resources"))["resources"]!.AsArray());
        Assert.Single(await fixture.Databases.ListAsync(), n => n.StartsWith("crowd-", StringComparison.Ordinal));
    }

    internal static async Task<(string Url, string Token)> LocationAsync(McpSession session, string name)
    {
        var shown = await session.CallAsync("get_resource", new { name });
        return ((string)shown["url"]!, (string)shown["auth_token"]!);
    }

    private async Task<string> KeyAsync(UserId user, KeyScope scope, string? project = null)
        => (await fixture.Get<ApiKeyStore>().CreateAsync(new NewApiKey(user, "narrow", scope, "test") { Project = project })).Secret.Reveal();

    private async Task<Guid> IdAsync(string name, string url)
        => (Guid)(await OneAsync($"select id from resources where name = '{name}' and reference = '{new Uri(url).Segments[^1].TrimEnd('/')}'"))!;

    private async Task<long> ScalarAsync(string sql) => (long)(await OneAsync(sql))!;

    private async Task<object?> OneAsync(string sql)
    {
        await using var command = fixture.Get<NpgsqlDataSource>().CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = fixture.Get<NpgsqlDataSource>().CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
