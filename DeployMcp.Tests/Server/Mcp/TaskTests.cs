using System.Text.Json.Nodes;
using DeployMcp.Tests.Server.Fixture;

namespace DeployMcp.Tests.Server.Mcp;

/// <summary>Calls that deploy, as tasks of the extension <c>io.modelcontextprotocol/tasks</c>.</summary>
[Collection(ServerCollection.Name)]
public class TaskTests(ServerFixture fixture)
{
    private const int InvalidParams = -32602;
    private const int MissingCapability = -32021;
    private const int HeaderMismatch = -32020;

    [Fact]
    public async Task DeployingCalls_OfAClientThatDeclaresTasks_AreTasksWithTheCallsResult()
    {
        using var caller = await CallerAsync();
        var name = await RepoAsync(caller);

        foreach (var (tool, arguments, happened) in new (string, object, string)[]
        {
            ("create_service", new { repo = name, name }, "is created"),
            ("redeploy_service", new { name }, "is being redeployed"),
            ("update_service", new { name, memory = "512Mi" }, "has its new settings"),
            ("rollback_service", new { name }, "is being rolled back"),
        })
        {
            var created = await caller.CallToolAsync(tool, arguments);
            var ended = await caller.EndOfAsync((string)created["taskId"]!);

            Assert.Equal(("task", "working"), ((string?)created["resultType"], (string?)created["status"]));
            Assert.Equal(("completed", "active"), ((string?)ended["status"], (string?)ended["result"]!["structuredContent"]!["status"]));
            Assert.Contains(happened, (string?)ended["result"]!["content"]![0]!["text"], StringComparison.Ordinal);
            Assert.Contains("serves", (string?)ended["result"]!["content"]![0]!["text"], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task ADeploymentThatFails_IsACompletedTaskWithTheFailure()
    {
        using var caller = await CallerAsync();
        var name = await RepoAsync(caller, "broken-");

        var ended = await caller.EndOfAsync((string)(await caller.CallToolAsync("create_service", new { repo = name, name }))["taskId"]!);

        Assert.Equal("completed", (string?)ended["status"]);
        Assert.Null(ended["result"]!["isError"]);
        Assert.Equal("build_failed", (string?)ended["result"]!["structuredContent"]!["failure"]!["code"]);
    }

    [Fact]
    public async Task ACallThatDeploysNothing_IsAnsweredAtOnce()
    {
        using var caller = await CallerAsync();
        var name = await RepoAsync(caller);
        await caller.EndOfAsync((string)(await caller.CallToolAsync("create_service", new { repo = name, name }))["taskId"]!);

        var refused = await caller.CallToolAsync("update_service", new { name, memory = "9Ti" });
        var existed = await caller.CallToolAsync("create_service", new { repo = name, name });
        var listed = await caller.CallToolAsync("list_services", new { });

        Assert.True((bool?)refused["isError"]);
        Assert.All([refused, existed, listed], (JsonNode answer) => Assert.Equal((null, true), (answer["taskId"], answer["content"] is JsonArray)));
    }

    [Fact]
    public async Task ACallOfAClientThatDoesNotDeclareTasks_IsNoneAndTaskMethodsAreRefused()
    {
        using var caller = await CallerAsync();
        caller.DeclaresTasks = false;
        var name = await RepoAsync(caller);

        var created = await caller.CallToolAsync("create_service", new { repo = name, name, wait_seconds = 60 });

        Assert.Equal("active", (string?)created["structuredContent"]!["status"]);
        foreach (var method in new[] { "tasks/get", "tasks/update", "tasks/cancel" })
        {
            Assert.Equal(MissingCapability, (int?)(await caller.SendAsync(method, new { taskId = "any" }))["error"]!["code"]);
        }

        string[] taskIds = ["any"];
        Assert.Equal(MissingCapability, (int?)(await caller.SendAsync("subscriptions/listen", new { notifications = new { taskIds } }))["error"]!["code"]);
    }

    [Fact]
    public async Task ATask_AskedForAtAnotherServerOfTheSameDatabase_IsKnownAndStaysAsItEnded()
    {
        var (_, key) = await fixture.AddUserAsync();
        var before = await fixture.StartServerAsync();
        using var first = new StatelessCaller($"{before.Urls.First()}/mcp", key);
        var name = await RepoAsync(first, "held-");
        var id = (string)(await first.CallToolAsync("create_service", new { repo = name, name }))["taskId"]!;
        await before.StopAsync();
        var after = await fixture.StartServerAsync();
        using var second = new StatelessCaller($"{after.Urls.First()}/mcp", key);

        Assert.Equal("working", (string?)(await second.SendAsync("tasks/get", new { taskId = id }))["result"]!["status"]);
        fixture.Deployer.Release(await IdOfAsync(name));
        var ended = await second.EndOfAsync(id);
        await second.CallToolAsync("delete_service", new { name });

        Assert.Equal("completed", (string?)ended["status"]);
        Assert.Equal(ended.ToJsonString(), (await second.SendAsync("tasks/get", new { taskId = id }))["result"]!.ToJsonString());
    }

    [Fact]
    public async Task Cancel_OfATask_CancelsItsDeploymentAndNoOther()
    {
        using var caller = await CallerAsync();
        var name = await RepoAsync(caller, "held-");
        var older = (string)(await caller.CallToolAsync("create_service", new { repo = name, name }))["taskId"]!;
        var newer = (string)(await caller.CallToolAsync("redeploy_service", new { name }))["taskId"]!;

        var superseded = await caller.EndOfAsync(older);
        await caller.SendAsync("tasks/cancel", new { taskId = older });
        var stillWorking = (await caller.SendAsync("tasks/get", new { taskId = newer }))["result"]!;
        var acknowledged = await caller.SendAsync("tasks/cancel", new { taskId = newer });
        var cancelled = await caller.EndOfAsync(newer);

        Assert.Equal(("completed", "superseded"), ((string?)superseded["status"], (string?)superseded["result"]!["structuredContent"]!["status"]));
        Assert.Equal("working", (string?)stillWorking["status"]);
        Assert.Equal("complete", (string?)acknowledged["result"]!["resultType"]);
        Assert.DoesNotContain(acknowledged["result"]!.AsObject(), member => member.Key is "taskId" or "status" or "result");
        Assert.Equal("cancelled", (string?)cancelled["status"]);
        Assert.Equal("cancelled", (string?)(await caller.CallToolAsync("get_service", new { name }))["structuredContent"]!["deployment"]!["status"]);
    }

    [Fact]
    public async Task Delete_OfTheService_CancelsItsTask()
    {
        using var caller = await CallerAsync();
        var name = await RepoAsync(caller, "held-");
        var id = (string)(await caller.CallToolAsync("create_service", new { repo = name, name }))["taskId"]!;

        await caller.CallToolAsync("delete_service", new { name });

        Assert.Equal("cancelled", (string?)(await caller.EndOfAsync(id))["status"]);
    }

    [Fact]
    public async Task AnotherUsersTask_IsAsUnknownAsNobodys()
    {
        using var owner = await CallerAsync();
        using var stranger = await CallerAsync();
        var name = await RepoAsync(owner, "held-");
        var id = (string)(await owner.CallToolAsync("create_service", new { repo = name, name }))["taskId"]!;

        foreach (var method in new[] { "tasks/get", "tasks/update", "tasks/cancel" })
        {
            var theirs = (await stranger.SendAsync(method, new { taskId = id, inputResponses = new { } }))["error"]!;
            var nobodys = (await stranger.SendAsync(method, new { taskId = "nobodys", inputResponses = new { } }))["error"]!;
            Assert.Equal(InvalidParams, (int?)theirs["code"]);
            Assert.Equal(nobodys.ToJsonString(), theirs.ToJsonString());
        }

        var listened = await stranger.StreamAsync("subscriptions/listen", new { notifications = new { taskIds = new[] { id } } });
        Assert.Equal("{}", listened[0]["params"]!["notifications"]!.ToJsonString());
        Assert.Equal(2, listened.Count);
        Assert.Equal("working", (string?)(await owner.SendAsync("tasks/get", new { taskId = id }))["result"]!["status"]);
    }

    [Fact]
    public async Task Listen_ToATask_TellsEachStateUpToTheResult()
    {
        using var caller = await CallerAsync();
        var name = await RepoAsync(caller, "held-");
        var id = (string)(await caller.CallToolAsync("create_service", new { repo = name, name }))["taskId"]!;

        var listening = caller.StreamAsync("subscriptions/listen", new { notifications = new { taskIds = new[] { id, "nobodys" }, toolsListChanged = true } });
        await Task.WhenAny(listening, Task.Delay(500));
        fixture.Deployer.Release(await IdOfAsync(name));
        var messages = await listening;
        Assert.True(messages[0]["params"] is not null, string.Join('\n', messages.Select(m => m.ToJsonString())));

        Assert.Equal($$"""{"taskIds":["{{id}}"]}""", messages[0]["params"]!["notifications"]!.ToJsonString());
        Assert.All(messages.SkipLast(1), m => Assert.Equal(7, (int?)m["params"]!["_meta"]!["io.modelcontextprotocol/subscriptionId"]));
        var states = messages.Where(m => (string?)m["method"] == "notifications/tasks").Select(m => m["params"]!).ToList();
        Assert.Equal(("working", "queued"), ((string?)states[0]["status"], (string?)states[0]["statusMessage"]));
        Assert.Equal("completed", (string?)states[^1]["status"]);
        Assert.Equal(states[^1]["result"]!.ToJsonString(), (await caller.SendAsync("tasks/get", new { taskId = id }))["result"]!["result"]!.ToJsonString());
        Assert.Equal("complete", (string?)messages[^1]["result"]!["resultType"]);
    }

    [Fact]
    public async Task TaskMethods_WithAnotherIdInTheHeader_AreRefused()
    {
        using var caller = await CallerAsync();

        var answer = await caller.StreamAsync("tasks/get", new { taskId = "one" }, name: "other");

        Assert.Equal(HeaderMismatch, (int?)answer[0]["error"]!["code"]);
    }

    private async Task<StatelessCaller> CallerAsync() => new(fixture.McpUrl, (await fixture.AddUserAsync()).Key);

    private static async Task<string> RepoAsync(StatelessCaller caller, string prefix = "app-")
    {
        var name = prefix + Guid.NewGuid().ToString("N")[..10];
        await caller.CallToolAsync("create_repo", new { name });
        return name;
    }

    private async Task<DeployMcp.Domain.Identity.ServiceId> IdOfAsync(string name)
    {
        await using var command = fixture.Get<Npgsql.NpgsqlDataSource>().CreateCommand("select id from services where name = $1");
        command.Parameters.AddWithValue(name);
        return new((Guid)(await command.ExecuteScalarAsync())!);
    }
}
