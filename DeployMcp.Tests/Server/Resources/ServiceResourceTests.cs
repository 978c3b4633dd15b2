using System.Text.Json.Nodes;
using DeployMcp.Tests.EndToEnd;
using DeployMcp.Tests.Server.Fixture;
using Npgsql;

namespace DeployMcp.Tests.Server.Resources;

/// <summary>Services with databases, as agents make, change and delete them.</summary>
[Collection(ServerCollection.Name)]
public class ServiceResourceTests(ServerFixture fixture)
{
    [Fact]
    public async Task CreateService_WithResources_AttachesThoseThereAreAndMakesTheOthers()
    {
        await using var session = await SessionAsync();
        await session.CallAsync("create_resource", new { name = "there" });

        var text = await session.CallTextAsync("create_service", new { repo = "web", name = "web", resources = Names("there", "1-missing") });
        await session.WaitForStatusAsync("web", "active");
        var shown = await session.CallAsync("get_service", new { name = "web", include_env = true });

        Assert.Contains("Resource 1-missing is created", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Resource there", text, StringComparison.Ordinal);
        Assert.Contains("THERE_URL, THERE_AUTH_TOKEN, _1_MISSING_URL, _1_MISSING_AUTH_TOKEN", text, StringComparison.Ordinal);
        Assert.Equal(["there", "1-missing"], shown["resources"]!.AsArray().Select(r => (string)r!));
        Assert.All(shown["env_vars"]!.AsArray(), v => Assert.True(v!["value"] is null && v["resource"] is not null));
        Assert.Equal(["default/web"], (await session.CallAsync("get_resource", new { name = "1-missing" }))["services"]!.AsArray().Select(s => (string)s!));
        var (_, token) = await ResourceTests.LocationAsync(session, "there");
        Assert.DoesNotContain(token, shown.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CreateService_Again_SaysWhenItsResourcesDiffer()
    {
        await using var session = await SessionAsync();
        await session.CallAsync("create_service", new { repo = "web", name = "web", resources = Names("a", "b") });

        var same = await session.CallTextAsync("create_service", new { repo = "web", name = "web", resources = Names("b", "a") });
        var other = await session.CallExpectingErrorAsync("create_service", new { repo = "web", name = "web", resources = Names("a") });

        Assert.Contains("existed already", same, StringComparison.Ordinal);
        Assert.Contains("resources is 'a, b', asked for 'a'", other, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CreateService_WithAnythingWrong_LeavesNothing()
    {
        var (user, key) = await fixture.AddUserAsync();
        await using var session = await fixture.ConnectAsync(key);

        var error = await session.CallExpectingErrorAsync(
            "create_service", new { repo = "nowhere", name = "web", memory = "1Ti", resources = Names("fresh", "fresh", "No Label") });

        Assert.All(["repo:", "memory:", "resources: one is no DNS label", "resources: one is given twice"], part => Assert.Contains(part, error, StringComparison.Ordinal));
        Assert.Empty((await session.CallAsync("list_resources"))["resources"]!.AsArray());
        Assert.Empty((await session.CallAsync("list_services"))["services"]!.AsArray());
        Assert.DoesNotContain(await fixture.Databases.ListAsync(), n => n.StartsWith("fresh", StringComparison.Ordinal));
        Assert.NotEqual(default, user.Id);
    }

    [Fact]
    public async Task CreateOrUpdateService_ThatFailsInTheMidst_LeavesNoRowDatabaseOrWorkflow()
    {
        await using var session = await SessionAsync();
        await session.CallAsync("create_service", new { repo = "web", name = "tripwire-2" });
        await session.WaitForStatusAsync("tripwire-2", "active");
        await ExecuteAsync(
            """
            create or replace function trip() returns trigger language plpgsql as
            $$ begin if exists (select from services where id = new.service_id and name like 'tripwire%') then raise exception 'tripped'; end if; return new; end $$;
            create or replace trigger trip before insert on deployments for each row execute function trip()
            """);
        try
        {
            var created = await session.CallExpectingErrorAsync("create_service", new { repo = "web", name = "tripwire", resources = Names("tripped-1") });
            var updated = await session.CallExpectingErrorAsync("update_service", new { name = "tripwire-2", memory = "512Mi", resources = Names("tripped-2") });
            Assert.All([created, updated], error => Assert.Contains("The platform itself failed", error, StringComparison.Ordinal));
        }
        finally
        {
            await ExecuteAsync("drop trigger trip on deployments");
        }

        Assert.Empty((await session.CallAsync("list_resources"))["resources"]!.AsArray());
        Assert.Equal("tripwire-2", (string?)Assert.Single((await session.CallAsync("list_services"))["services"]!.AsArray())!["name"]);
        Assert.Null((await session.CallAsync("get_service", new { name = "tripwire-2" }))["resources"]);
        Assert.DoesNotContain(await fixture.Databases.ListAsync(), n => n.StartsWith("tripped", StringComparison.Ordinal));
    }

    [Fact]
    public async Task CreateService_WithAVariableOfTheUsers_SaysThatItWins()
    {
        await using var session = await SessionAsync();

        var text = await session.CallTextAsync(
            "create_service", new { repo = "web", name = "web", resources = Names("db"), env_vars = new[] { new { key = "DATABASE_URL", value = "mine" } } });
        var variables = (await session.CallAsync("get_service", new { name = "web", include_env = true }))["env_vars"]!.AsArray();

        Assert.Contains("The app gets DATABASE_AUTH_TOKEN.", text, StringComparison.Ordinal);
        Assert.Contains("Your own variable DATABASE_URL wins over that of db", text, StringComparison.Ordinal);
        Assert.Equal(["DATABASE_URL=mine", "DATABASE_AUTH_TOKEN of db"], variables.Select(Describe));
        Assert.Contains("Your own DATABASE_URL wins", await session.CallTextAsync("get_service", new { name = "web" }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task UpdateService_WithResources_ReplacesTheList()
    {
        await using var session = await SessionAsync();
        await session.CallAsync("create_service", new { repo = "web", name = "web", resources = Names("a") });

        var added = await session.CallTextAsync("update_service", new { name = "web", resources = Names("a", "b") });
        var same = await session.CallTextAsync("update_service", new { name = "web", resources = Names("b", "a") });
        var untouched = await session.CallTextAsync("update_service", new { name = "web", memory = "512Mi" });
        var kept = (await session.CallAsync("get_service", new { name = "web" }))["resources"]!.AsArray().Count;
        var detached = await session.CallTextAsync("update_service", new { name = "web", resources = Array.Empty<string>() });

        Assert.Contains("Resource b is created. The app gets A_URL, A_AUTH_TOKEN, B_URL, B_AUTH_TOKEN.", added, StringComparison.Ordinal);
        Assert.Contains("nothing was changed", same, StringComparison.Ordinal);
        Assert.DoesNotContain("The app gets", untouched, StringComparison.Ordinal);
        Assert.Equal(2, kept);
        Assert.Contains("Detached, but kept: a, b.", detached, StringComparison.Ordinal);
        Assert.Null((await session.CallAsync("get_service", new { name = "web" }))["resources"]);
        Assert.Equal(2, (await session.CallAsync("list_resources"))["resources"]!.AsArray().Count);
    }

    [Fact]
    public async Task DeleteResource_InUse_SaysByWhichServicesAndHowToDetach()
    {
        await using var session = await SessionAsync();
        await session.CallAsync("create_service", new { repo = "web", name = "web", resources = Names("a", "b") });
        await session.CallAsync("create_service", new { repo = "web", name = "backend", project = "shop", resources = Names("a") });

        var refused = await session.CallExpectingErrorAsync("delete_resource", new { name = "a" });
        var gone = await session.CallTextAsync("delete_service", new { name = "web" });
        await session.CallAsync("update_service", new { name = "backend", project = "shop", resources = Array.Empty<string>() });
        var deleted = await session.CallTextAsync("delete_resource", new { name = "a" });

        Assert.Contains("default/web, shop/backend", refused, StringComparison.Ordinal);
        Assert.Contains("update_service with name=\"web\", resources=[\"b\"] and update_service with name=\"backend\", project=\"shop\", resources=[]", refused, StringComparison.Ordinal);
        Assert.Contains("Its databases stay: a, b.", gone, StringComparison.Ordinal);
        Assert.Contains("Resource a is deleted", deleted, StringComparison.Ordinal);
        Assert.Equal("b", (string?)Assert.Single((await session.CallAsync("list_resources"))["resources"]!.AsArray())!["name"]);
    }

    [Fact]
    public async Task CreateService_WithADeletedResource_RestoresItAndSaysSo()
    {
        await using var session = await SessionAsync();
        await session.CallAsync("create_resource", new { name = "back" });
        await session.CallAsync("delete_resource", new { name = "back" });

        Assert.Contains("Resource back, deleted within the last 24 hours, is restored", await session.CallTextAsync("create_service", new { repo = "web", name = "web", resources = Names("back") }), StringComparison.Ordinal);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = fixture.Get<NpgsqlDataSource>().CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    internal static string[] Names(params string[] names) => names;

    private static string Describe(JsonNode? variable)
        => variable!["resource"] is { } from ? $"{variable["key"]} of {from}" : $"{variable["key"]}={variable["value"]}";

    private async Task<McpSession> SessionAsync()
    {
        var session = await fixture.ConnectAsNewUserAsync();
        await session.CallAsync("create_repo", new { name = "web" });
        return session;
    }
}
