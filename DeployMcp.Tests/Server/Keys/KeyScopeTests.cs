using DeployMcp.Data.Keys;
using DeployMcp.Domain.Identity;
using DeployMcp.Server.Mcp;
using DeployMcp.Tests.Server.Fixture;

namespace DeployMcp.Tests.Server.Keys;

/// <summary>Every tool of the catalog, each with the scope that it takes: a new tool has to be put here.</summary>
[Collection(ServerCollection.Name)]
public class KeyScopeTests(ServerFixture fixture)
{
    private static readonly Dictionary<string, (KeyScope Needs, object Arguments)> Tools = new(StringComparer.Ordinal)
    {
        ["whoami"] = (KeyScope.Read, new { }),
        ["list_services"] = (KeyScope.Read, new { }),
        ["get_service"] = (KeyScope.Read, new { name = "web" }),
        ["create_repo"] = (KeyScope.Deploy, new { name = "web" }),
        ["get_git_token"] = (KeyScope.Deploy, new { name = "web" }),
        ["create_service"] = (KeyScope.Deploy, new { repo = "web", name = "web" }),
        ["redeploy_service"] = (KeyScope.Deploy, new { name = "web" }),
        ["update_service"] = (KeyScope.Deploy, new { name = "web", memory = "512Mi" }),
        ["rollback_service"] = (KeyScope.Deploy, new { name = "web" }),
        ["cancel_deployment"] = (KeyScope.Deploy, new { name = "web" }),
        ["list_resources"] = (KeyScope.Read, new { }),
        ["create_resource"] = (KeyScope.Deploy, new { name = "my-db" }),
        ["get_resource"] = (KeyScope.Read, new { name = "my-db" }),
        ["delete_resource"] = (KeyScope.Admin, new { name = "my-db" }),
        ["delete_service"] = (KeyScope.Admin, new { name = "web" }),
    };

    [Fact]
    public void Catalog_EachTool_HasItsScopeHere()
        => Assert.Equal(Tools.Keys.Order(StringComparer.Ordinal), ToolCatalog.All.Select(t => t.ProtocolTool.Name).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData(KeyScope.Read)]
    [InlineData(KeyScope.Deploy)]
    public async Task Call_BeyondTheKeysScope_SaysWhichScopeItTakesAndDoesNothing(KeyScope scope)
    {
        var (user, all) = await fixture.AddUserAsync();
        await using var owner = await fixture.ConnectAsync(all);
        await owner.CallAsync("create_repo", new { name = "web" });
        await owner.CallAsync("create_service", new { repo = "web", name = "web" });
        await owner.WaitForStatusAsync("web", "active");
        await owner.CallAsync("create_resource", new { name = "my-db" });
        await using var session = await fixture.ConnectAsync(await KeyAsync(user.Id, scope));

        foreach (var (tool, (needs, arguments)) in Tools.Where(t => t.Value.Needs > scope))
        {
            var error = await session.CallExpectingErrorAsync(tool, arguments);
            Assert.Contains($"takes a key with the scope {needs.ToWire()}", error, StringComparison.Ordinal);
        }

        foreach (var (tool, (_, arguments)) in Tools.Where(t => t.Value.Needs <= scope && t.Key != "rollback_service"))
        {
            await session.CallAsync(tool, arguments);
        }

        Assert.Single((await owner.CallAsync("list_services"))["services"]!.AsArray());
    }

    [Fact]
    public async Task GetService_WithEnvAndAReadKey_IsRefused()
    {
        var (user, _) = await fixture.AddUserAsync();
        await using var session = await fixture.ConnectAsync(await KeyAsync(user.Id, KeyScope.Read));

        Assert.Contains("scope deploy", await session.CallExpectingErrorAsync("get_service", new { name = "web", include_env = true }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_OfOneProject_SeesNothingOfTheOthers()
    {
        var (user, all) = await fixture.AddUserAsync();
        await using var owner = await fixture.ConnectAsync(all);
        foreach (var project in new[] { "shop", "blog" })
        {
            await owner.CallAsync("create_repo", new { name = project });
            await owner.CallAsync("create_service", new { repo = project, name = project, project });
        }

        await using var session = await fixture.ConnectAsync(await KeyAsync(user.Id, KeyScope.Admin, "shop"));

        var listed = Assert.Single((await session.CallAsync("list_services"))["services"]!.AsArray());
        Assert.Equal("shop", (string?)listed!["project"]);
        Assert.Equal("shop", (string?)(await session.CallAsync("get_service", new { name = "shop" }))["name"]);
        Assert.Contains("No service named 'blog'", await session.CallExpectingErrorAsync("get_service", new { name = "blog", project = "blog" }), StringComparison.Ordinal);
        Assert.Contains("No service named 'blog'", await session.CallExpectingErrorAsync("delete_service", new { name = "blog", project = "blog" }), StringComparison.Ordinal);
        Assert.Contains("No repo named 'blog'", await session.CallExpectingErrorAsync("get_git_token", new { name = "blog" }), StringComparison.Ordinal);
        Assert.Contains("for the project 'shop' alone", await session.CallExpectingErrorAsync("create_service", new { repo = "shop", name = "x", project = "blog" }), StringComparison.Ordinal);
        await session.CallAsync("get_git_token", new { name = "shop" });
    }

    private async Task<string> KeyAsync(UserId user, KeyScope scope, string? project = null)
        => (await fixture.Get<ApiKeyStore>().CreateAsync(new NewApiKey(user, "narrow", scope, "test") { Project = project })).Secret.Reveal();
}
