using DeployMcp.Data.Keys;
using DeployMcp.Tests.Server.Fixture;

namespace DeployMcp.Tests.Server;

[Collection(ServerCollection.Name)]
public class AuditTests(ServerFixture fixture)
{
    [Fact]
    public async Task EachMutation_LeavesOneRowWithKeyTargetAndOutcome()
    {
        var (user, key) = await fixture.AddUserAsync();
        await using var session = await fixture.ConnectAsync(key);

        await session.CallAsync("create_repo", new { name = "web" });
        await session.CallAsync("create_repo", new { name = "web" });
        await session.CallAsync("get_git_token", new { name = "web" });
        await session.CallAsync("create_service", new { repo = "web", name = "web" });
        await session.CallAsync("create_service", new { repo = "web", name = "web" });
        await session.CallExpectingErrorAsync("create_service", new { repo = "web", name = "web", port = 1 });
        await session.CallAsync("redeploy_service", new { name = "web" });
        await session.CallAsync("update_service", new { name = "web", memory = "512Mi" });
        await session.CallAsync("update_service", new { name = "web", memory = "512Mi" });
        await session.CallExpectingErrorAsync("update_service", new { name = "web", memory = "9Ti" });
        await session.WaitForStatusAsync("web", "active");
        await session.CallExpectingErrorAsync("rollback_service", new { name = "web", deployment = "nonsense" });
        await session.CallAsync("cancel_deployment", new { name = "web" });
        await session.CallAsync("delete_service", new { name = "web" });
        await session.CallExpectingErrorAsync("delete_service", new { name = "web" });
        await session.CallAsync("list_services");

        var rows = await fixture.AuditOfAsync(user.Id);
        Assert.Equal(
            [
                "create_repo repo web created", "create_repo repo web existed", "get_git_token repo web issued",
                "create_service service default/web created", "create_service service default/web existed", "create_service service default/web refused",
                "redeploy_service service default/web queued", "update_service service default/web queued", "update_service service default/web unchanged",
                "update_service service default/web refused", "rollback_service service default/web refused", "cancel_deployment service default/web nothing",
                "delete_service service default/web deleted", "delete_service service default/web refused",
            ],
            rows.Select(r => $"{r.Action} {r.Target} {r.Outcome}"));
        var keyId = (await fixture.Get<ApiKeyStore>().VerifyAsync(new(key), from: null))!.Id;
        Assert.All(rows, r => Assert.Equal(keyId.Value, r.KeyId));
    }
}
