using System.Text.Json;
using DeployMcp.Server.Mcp;
using DeployMcp.Tests.EndToEnd;
using DeployMcp.Tests.Server.Fixture;

namespace DeployMcp.Tests.Server.Services;

[Collection(ServerCollection.Name)]
public class ServiceLifeTests(ServerFixture fixture)
{
    [Fact]
    public async Task GetService_OfVariables_GivesValuesOnlyWhenAsked()
    {
        await using var session = await fixture.ConnectAsNewUserAsync();
        var name = await CreateAsync(session);

        var names = await session.CallAsync("get_service", new { name });
        var values = await session.CallAsync("get_service", new { name, include_env = true });

        Assert.Equal("""[{"key":"TOKEN"}]""", names["env_vars"]!.ToJsonString());
        Assert.Equal("""[{"key":"TOKEN","value":"s3cret"}]""", values["env_vars"]!.ToJsonString());
        Assert.DoesNotContain("s3cret", names.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetService_AfterAFailure_GivesTheLastFiftyLinesUnasked()
    {
        await using var session = await fixture.ConnectAsNewUserAsync();
        var name = await CreateAsync(session, "broken-");
        await session.WaitForStatusAsync(name, "failed");

        var service = await session.CallAsync("get_service", new { name });

        Assert.Equal(Enumerable.Range(11, 50).Select(i => $"build line {i}"), service["logs"]!["deploy"]!.AsArray().Select(l => (string?)l));
        Assert.Equal("error TS2304: Cannot find name 'x'", (string?)service["failure"]!["evidence"]);
    }

    [Fact]
    public async Task GetService_WithLogLines_GivesAsManyAndNoneWhenZero()
    {
        await using var session = await fixture.ConnectAsNewUserAsync();
        var name = await CreateAsync(session);
        await session.WaitForStatusAsync(name, "active");

        var unasked = await session.CallAsync("get_service", new { name });
        var three = await session.CallAsync("get_service", new { name, deploy_log_lines = 3 });
        var most = await session.CallAsync("get_service", new { name, deploy_log_lines = 100_000 });

        Assert.Null(unasked["logs"]);
        Assert.Equal(["build line 58", "build line 59", "build line 60"], three["logs"]!["deploy"]!.AsArray().Select(l => (string?)l));
        Assert.Equal(60, most["logs"]!["deploy"]!.AsArray().Count);
    }

    [Fact]
    public async Task Results_HaveExactlyTheMembersThatTheirSchemaNames()
    {
        await using var session = await fixture.ConnectAsNewUserAsync();
        var name = await CreateAsync(session, "broken-");
        await session.WaitForStatusAsync(name, "failed");
        var schemas = (await session.Client.ListToolsAsync()).ToDictionary(t => t.Name, t => t.ProtocolTool.OutputSchema!.Value, StringComparer.Ordinal);

        foreach (var (tool, arguments) in new (string, object)[]
        {
            ("whoami", new { }), ("list_services", new { }), ("get_service", new { name, include_env = true, runtime_log_lines = 5 }),
            ("create_repo", new { name }), ("get_git_token", new { name }), ("redeploy_service", new { name }),
            ("update_service", new { name, port = 4000 }), ("cancel_deployment", new { name }), ("delete_service", new { name }),
        })
        {
            var result = JsonSerializer.SerializeToElement(await session.CallAsync(tool, arguments));
            var binding = ArgumentBinding.Check(schemas[tool], result.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, p.Value)));
            Assert.True(binding.Errors.Count == 0, $"{tool}: {string.Join("; ", binding.Errors)}");
        }
    }

    [Fact]
    public async Task RedeployService_OfAnActiveOne_MakesANewDeploymentThatServes()
    {
        await using var session = await fixture.ConnectAsNewUserAsync();
        var name = await CreateAsync(session);
        var first = await session.WaitForStatusAsync(name, "active");

        var second = await session.CallAsync("redeploy_service", new { name, wait_seconds = 60 });

        Assert.Equal("active", (string?)second["status"]);
        Assert.NotEqual((string?)first["deployment"]!["id"], (string?)second["deployment"]!["id"]);
    }

    [Fact]
    public async Task RedeployService_WhileOneIsInProgress_SupersedesIt()
    {
        await using var session = await fixture.ConnectAsNewUserAsync();
        var name = await CreateAsync(session, "held-");

        var second = await session.CallAsync("redeploy_service", new { name });

        Assert.Equal("queued", (string?)second["status"]);
        await using var command = fixture.Get<Npgsql.NpgsqlDataSource>().CreateCommand(
            "select string_agg(d.status, ',' order by d.sequence) from deployments d join services s on s.id = d.service_id where s.name = $1");
        command.Parameters.AddWithValue(name);
        Assert.Equal("superseded,queued", await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task DeleteService_LeavesNothingAndFreesTheName()
    {
        await using var session = await fixture.ConnectAsNewUserAsync();
        var name = await CreateAsync(session);

        var deleted = await session.CallAsync("delete_service", new { name });

        Assert.True((bool?)deleted["finished"]);
        Assert.Empty((await session.CallAsync("list_services"))["services"]!.AsArray());
        Assert.Contains("list_services", await session.CallExpectingErrorAsync("get_service", new { name }), StringComparison.Ordinal);
        Assert.Contains("list_services", await session.CallExpectingErrorAsync("delete_service", new { name }), StringComparison.Ordinal);
        await session.CallAsync("create_service", new { repo = name, name });
    }

    [Theory]
    [InlineData("get_service", "no\0such")]
    [InlineData("redeploy_service", "../etc")]
    [InlineData("rollback_service", "a b")]
    [InlineData("cancel_deployment", ".")]
    [InlineData("update_service", "UPPER")]
    [InlineData("delete_service", "")]
    public async Task AnyTool_OfANameThatCannotBe_SaysThereIsNone(string tool, string name)
    {
        await using var session = await fixture.ConnectAsNewUserAsync();

        Assert.StartsWith("No service named", await session.CallExpectingErrorAsync(tool, new { name }), StringComparison.Ordinal);
    }

    private static async Task<string> CreateAsync(McpSession session, string prefix = "app-")
    {
        var name = prefix + Guid.NewGuid().ToString("N")[..10];
        await session.CallAsync("create_repo", new { name });
        await session.CallAsync("create_service", new { repo = name, name, env_vars = new[] { new { key = "TOKEN", value = "s3cret" } } });
        return name;
    }
}
