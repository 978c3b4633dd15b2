using System.Net.Http.Json;
using System.Text.Json.Nodes;
using DeployMcp.Tests.EndToEnd;
using DeployMcp.Tests.Server.Fixture;

namespace DeployMcp.Tests.Server.Services;

[Collection(ServerCollection.Name)]
public class CreateServiceTests(ServerFixture fixture)
{
    [Fact]
    public async Task CreateService_WithEveryArgumentWrong_ListsAllAndCreatesNothing()
    {
        await using var session = await fixture.ConnectAsNewUserAsync();
        var (services, projects, deployments) = (await fixture.CountAsync("services"), await fixture.CountAsync("projects"), await fixture.CountAsync("deployments"));

        var error = await session.CallExpectingErrorAsync("create_service", new
        {
            repo = "no-such-repo",
            name = "Bad_Name",
            project = "-x",
            branch = "a..b",
            build_pack = "cobol",
            port = 70000,
            memory = "64Gi",
            cpu = "many",
            publish_directory = "../up",
            root_directory = "/etc",
            env_vars = new[] { new { key = "1A", value = "x" }, new { key = "PORT", value = "1" } },
        });

        Assert.All(
            ["no-such-repo", "name:", "project:", "branch:", "build_pack:", "port:", "memory:", "cpu:", "publish_directory:", "root_directory:", "'1A'", "PORT is set"],
            (string part) => Assert.Contains(part, error, StringComparison.Ordinal));
        Assert.Contains("create_repo", error, StringComparison.Ordinal);
        Assert.Equal((services, projects, deployments), (await fixture.CountAsync("services"), await fixture.CountAsync("projects"), await fixture.CountAsync("deployments")));
    }

    [Fact]
    public async Task CreateService_BeyondTheUsersLimit_IsQuotaExceededAndSaysWhatToCall()
    {
        var server = await fixture.StartServerAsync("--Limits:ServicesPerUser=1");
        await using var session = await McpSession.ConnectAsync($"{server.Urls.First()}/mcp", (await fixture.AddUserAsync()).Key);
        await session.CallAsync("create_repo", new { name = "shop" });
        await session.CallAsync("create_service", new { repo = "shop", name = "first" });

        var error = await session.CallExpectingErrorAsync("create_service", new { repo = "shop", name = "second", project = "other" });

        Assert.All(["quota_exceeded", "1 services", "delete_service"], (string part) => Assert.Contains(part, error, StringComparison.Ordinal));
        await session.CallAsync("create_service", new { repo = "shop", name = "first" });
    }

    [Fact]
    public async Task CreateService_WithWrongTypesAndWrongValues_ListsBothInOneError()
    {
        await using var session = await fixture.ConnectAsNewUserAsync();

        var error = await session.CallExpectingErrorAsync("create_service", new { name = "Bad_Name", port = "abc", enviroment = new { A = "b" }, memory = "1Ti" });

        Assert.All(
            ["repo: is missing", "name: 'Bad_Name'", "port: should be a whole number", "enviroment: is no argument", "memory:"],
            (string part) => Assert.Contains(part, error, StringComparison.Ordinal));
        Assert.Equal(1, CountOf("repo:", error));
    }

    [Fact]
    public async Task CreateService_OfAUrlThatIsNotAllowed_SaysWhatIs()
    {
        await using var session = await fixture.ConnectAsNewUserAsync();

        var error = await session.CallExpectingErrorAsync("create_service", new { name = "web", repo = "https://github.com/o/r" });

        Assert.Contains("create_repo", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CreateService_OfAnInternalRepo_ReturnsAtOnceAndBecomesActive()
    {
        await using var session = await fixture.ConnectAsNewUserAsync();
        var name = await NewRepoAsync(session);

        var service = await session.CallAsync("create_service", new { repo = name, name, cpu = 0.25, env_vars = new[] { new { key = "A", value = "1" } } });

        Assert.Equal(name, (string?)service["name"]);
        Assert.Equal("default", (string?)service["project"]);
        Assert.Equal($"http://{name}.localhost:8080", (string?)service["url"]);
        Assert.Equal("main", (string?)service["branch"]);
        Assert.Equal("railpack", (string?)service["build_pack"]);
        Assert.Matches("^(queued|building|deploying|active)$", (string?)service["status"]);
        Assert.Equal(32, ((string?)service["deployment"]!["id"])!.Length);
        await session.WaitForStatusAsync(name, "active");
    }

    [Fact]
    public async Task CreateService_WithWaitSeconds_AnswersWhenActiveAndTellsTheStages()
    {
        var (_, key) = await fixture.AddUserAsync();
        await using var session = await fixture.ConnectAsync(key);
        var name = await NewRepoAsync(session);

        var messages = await StreamAsync(key, "create_service", new { repo = name, name, wait_seconds = 60 });

        var told = messages.SkipLast(1).Select(m => m["params"]!).ToList();
        Assert.Equal(Enumerable.Range(1, told.Count), told.Select(t => (int)t["progress"]!));
        Assert.Contains("build line 60", told.Select(t => (string?)t["message"]));
        Assert.Equal("active", (string?)told[^1]["message"]);
        Assert.Equal("active", (string?)messages[^1]["result"]!["structuredContent"]!["status"]);
    }

    [Fact]
    public async Task CreateService_WithWaitSecondsOfABrokenBuild_AnswersWithTheFailure()
    {
        await using var session = await fixture.ConnectAsNewUserAsync();
        var name = await NewRepoAsync(session, "broken-");

        var service = await session.CallAsync("create_service", new { repo = name, name, wait_seconds = 60 });

        Assert.Equal("failed", (string?)service["status"]);
        Assert.Equal("build_failed", (string?)service["failure"]!["code"]);
        Assert.Equal("Mend the code and push.", (string?)service["failure"]!["next"]);
    }

    [Fact]
    public async Task CreateService_WhoseWaitingCallerGoesAway_IsStillDeployed()
    {
        await using var session = await fixture.ConnectAsNewUserAsync();
        var name = await NewRepoAsync(session, "held-");
        using var gone = new CancellationTokenSource();
        var waiting = session.Client.CallToolAsync(
            "create_service",
            new Dictionary<string, object?>(StringComparer.Ordinal) { ["repo"] = name, ["name"] = name, ["wait_seconds"] = 600 },
            cancellationToken: gone.Token).AsTask();
        await Eventually.TrueAsync(async () => (await session.CallAsync("list_services"))["services"]!.AsArray().Count == 1, TimeSpan.FromSeconds(20), () => "Not created.");

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        fixture.Deployer.Release(await IdOfAsync(name));

        await session.WaitForStatusAsync(name, "active");
    }

    [Fact]
    public async Task CreateService_Again_ReturnsTheExistingOne()
    {
        await using var session = await fixture.ConnectAsNewUserAsync();
        var name = await NewRepoAsync(session);
        var arguments = new { repo = name, name, env_vars = new[] { new { key = "A", value = "1" } } };

        var services = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => session.CallAsync("create_service", arguments)));
        var again = await session.CallAsync("create_service", new { repo = name, name, memory = "256Mi", port = 3000, env_vars = new[] { new { key = "A", value = "1" } } });

        Assert.Single((await session.CallAsync("list_services"))["services"]!.AsArray());
        Assert.All(services, s => Assert.Equal((string?)again["url"], (string?)s["url"]));
    }

    [Fact]
    public async Task CreateService_AgainWithOtherArguments_SaysWhichDifferAndNoSecret()
    {
        await using var session = await fixture.ConnectAsNewUserAsync();
        var name = await NewRepoAsync(session);
        await session.CallAsync("create_service", new { repo = name, name, env_vars = Variables(("KEEP", "same"), ("CHANGE", "old-secret"), ("GONE", "x")) });

        var error = await session.CallExpectingErrorAsync(
            "create_service", new { repo = name, name, memory = "512Mi", start_command = "node x.js", env_vars = Variables(("KEEP", "same"), ("CHANGE", "new-secret"), ("NEW", "y")) });

        Assert.All(
            ["memory is '256mi', asked for '512mi'", "start_command is not set", "CHANGE has another value", "GONE is set", "NEW is not set", "update_service", "delete_service", "redeploy_service"],
            (string part) => Assert.Contains(part, error, StringComparison.OrdinalIgnoreCase));
        Assert.All(["KEEP", "old-secret", "new-secret"], (string part) => Assert.DoesNotContain(part, error, StringComparison.Ordinal));
    }

    private static object[] Variables(params (string Key, string Value)[] variables) => [.. variables.Select(v => new { key = v.Key, value = v.Value })];

    private static async Task<string> NewRepoAsync(McpSession session, string prefix = "app-")
    {
        var name = prefix + Guid.NewGuid().ToString("N")[..10];
        await session.CallAsync("create_repo", new { name });
        return name;
    }

    private async Task<DeployMcp.Domain.Identity.ServiceId> IdOfAsync(string name)
    {
        await using var command = fixture.Get<Npgsql.NpgsqlDataSource>().CreateCommand("select id from services where name = $1");
        command.Parameters.AddWithValue(name);
        return new((Guid)(await command.ExecuteScalarAsync())!);
    }

    private static int CountOf(string part, string text) => text.Split(part).Length - 1;

    /// <summary>The messages of one call with a progress token, in the order in which they stand on the wire.</summary>
    private async Task<IReadOnlyList<JsonNode>> StreamAsync(string key, string tool, object arguments)
    {
        using var http = fixture.Http(key);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp")
        {
            Content = JsonContent.Create(new
            {
                jsonrpc = "2.0",
                id = 1,
                method = "tools/call",
                @params = new { name = tool, arguments, _meta = new { progressToken = "p1" } },
            }),
        };
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        using var answer = await http.SendAsync(request);
        var lines = (await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync()).Split('\n');
        return [.. lines.Where(l => l.StartsWith("data: {", StringComparison.Ordinal)).Select(l => JsonNode.Parse(l["data: ".Length..])!)];
    }
}
