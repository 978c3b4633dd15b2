using System.Text.Json.Nodes;
using DeployMcp.Data.Services;
using DeployMcp.Data.Users;
using DeployMcp.Domain.Services;
using DeployMcp.Tests.EndToEnd;
using DeployMcp.Tests.Server.Fixture;

namespace DeployMcp.Tests.Server.Services;

[Collection(ServerCollection.Name)]
public class UpdateServiceTests(ServerFixture fixture)
{
    [Fact]
    public async Task UpdateService_OfSettingsAndVariables_DeploysWithThemAndKeepsTheRest()
    {
        var (user, key) = await fixture.AddUserAsync();
        await using var session = await fixture.ConnectAsync(key);
        var name = await CreateAsync(session);
        var before = await session.WaitForStatusAsync(name, "active");

        var updated = await session.CallAsync("update_service", new
        {
            name,
            memory = "512Mi",
            cpu = 0.25,
            port = 4000,
            branch = "next",
            build_command = "make",
            root_directory = "app/",
            env_vars = new object[] { new { key = "CHANGE", value = "new" }, new { key = "ADD", value = "added" }, new { key = "GONE", value = (string?)null } },
            wait_seconds = 60,
        });

        Assert.Equal(("active", "next"), ((string?)updated["status"], (string?)updated["branch"]));
        Assert.NotEqual((string?)before["deployment"]!["id"], (string?)updated["deployment"]!["id"]);
        Assert.Equal("update", (string?)updated["deployment"]!["trigger"]);
        Assert.Equal(
            """[{"key":"ADD","value":"added"},{"key":"CHANGE","value":"new"},{"key":"KEEP","value":"same"}]""",
            (await session.CallAsync("get_service", new { name, include_env = true }))["env_vars"]!.ToJsonString());
        Assert.Equal(
            new ServiceSpec(name, "ml.ink", "next", BuildPack.Railpack, 4000, 512, 250, null, "make", "node server.js", null, "app"), await SpecAsync(user, name));
    }

    [Fact]
    public async Task UpdateService_WithEmptyTexts_ResetsThoseAndOnlyThose()
    {
        var (user, key) = await fixture.AddUserAsync();
        await using var session = await fixture.ConnectAsync(key);
        var name = await CreateAsync(session);
        await session.CallAsync("update_service", new { name, memory = "1Gi", root_directory = "app", branch = "next", build_pack = "static" });

        await session.CallAsync("update_service", new { name, memory = "", branch = "", root_directory = (string?)null, start_command = "" });

        Assert.Equal(
            new ServiceSpec(name, "ml.ink", "main", BuildPack.Static, 8080, 256, 500, null, null, null, null, "app"), await SpecAsync(user, name));
    }

    [Fact]
    public async Task UpdateService_WithNothingNew_DeploysNothing()
    {
        await using var session = await fixture.ConnectAsNewUserAsync();
        var name = await CreateAsync(session);
        var before = await session.WaitForStatusAsync(name, "active");

        var after = await session.CallAsync("update_service", new
        {
            name,
            memory = "256Mi",
            env_vars = new object[] { new { key = "KEEP", value = "same" }, new { key = "NEVER_WAS", value = (string?)null } },
        });

        Assert.Equal((string?)before["deployment"]!["id"], (string?)after["deployment"]!["id"]);
    }

    [Fact]
    public async Task UpdateService_WithSeveralWrongArguments_NamesAllAndChangesNothing()
    {
        var (user, key) = await fixture.AddUserAsync();
        await using var session = await fixture.ConnectAsync(key);
        var name = await CreateAsync(session);
        var before = await SpecAsync(user, name);

        var form = await session.CallExpectingErrorAsync("update_service", new { name, memroy = "1Gi", port = "many", cpu = "9", env_vars = new object[] { new { key = "A" } } });
        var values = await session.CallExpectingErrorAsync(
            "update_service", new { name, memory = "9Ti", branch = "a..b", publish_directory = "../up", env_vars = new object[] { new { key = "1A", value = "x" }, new { key = "PORT", value = (string?)null } } });

        Assert.All(["memroy: is no argument", "memory?", "port: should be", "cpu:", "env_vars[0].value: is missing"], (string part) => Assert.Contains(part, form, StringComparison.Ordinal));
        Assert.All(["memory:", "branch:", "publish_directory:", "'1A'", "PORT is set"], (string part) => Assert.Contains(part, values, StringComparison.Ordinal));
        Assert.Equal(before, await SpecAsync(user, name));
    }

    [Fact]
    public async Task UpdateService_WithMoreVariablesThanMayBe_IsRefused()
    {
        await using var session = await fixture.ConnectAsNewUserAsync();
        var name = await CreateAsync(session);

        var error = await session.CallExpectingErrorAsync(
            "update_service", new { name, env_vars = Enumerable.Range(0, ServiceLimits.MaxEnvVars - 2).Select(i => new { key = $"K{i}", value = "x" }) });

        Assert.Contains("there would be 201", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UpdateService_TwiceAtOnce_LosesNeither()
    {
        var (user, key) = await fixture.AddUserAsync();
        await using var session = await fixture.ConnectAsync(key);
        var name = await CreateAsync(session);

        await Task.WhenAll(
            session.CallAsync("update_service", new { name, memory = "512Mi" }),
            session.CallAsync("update_service", new { name, cpu = "1" }),
            session.CallAsync("update_service", new { name, port = 4000 }));

        var spec = await SpecAsync(user, name);
        Assert.Equal((512, 1000, 4000), (spec.MemoryMiB, spec.CpuMillis, spec.Port));
    }

    private async Task<ServiceSpec> SpecAsync(User user, string name) => (await fixture.Get<ServiceStore>().FindAsync(user.Id, "default", name))!.Spec;

    private static async Task<string> CreateAsync(McpSession session)
    {
        var name = "app-" + Guid.NewGuid().ToString("N")[..10];
        await session.CallAsync("create_repo", new { name });
        var variables = new JsonArray([.. new[] { ("KEEP", "same"), ("CHANGE", "old"), ("GONE", "x") }.Select(v => new JsonObject { ["key"] = v.Item1, ["value"] = v.Item2 })]);
        await session.CallAsync("create_service", new { repo = name, name, start_command = "node server.js", env_vars = variables });
        return name;
    }
}
