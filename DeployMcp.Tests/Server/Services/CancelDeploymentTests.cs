using DeployMcp.Tests.Server.Fixture;

namespace DeployMcp.Tests.Server.Services;

[Collection(ServerCollection.Name)]
public class CancelDeploymentTests(ServerFixture fixture)
{
    [Fact]
    public async Task CancelDeployment_WhileOneIsInProgress_EndsItAsCancelledAndThenSaysThereIsNothing()
    {
        var (user, key) = await fixture.AddUserAsync();
        await using var session = await fixture.ConnectAsync(key);
        var name = "held-" + Guid.NewGuid().ToString("N")[..10];
        await session.CallAsync("create_repo", new { name });
        await session.CallAsync("create_service", new { repo = name, name });

        var cancelled = await session.CallAsync("cancel_deployment", new { name });
        var again = await session.CallTextAsync("cancel_deployment", new { name });

        Assert.Equal(("cancelled", "cancelled"), ((string?)cancelled["status"], (string?)cancelled["deployment"]!["status"]));
        Assert.StartsWith($"Nothing of service {name} was in progress", again, StringComparison.Ordinal);
        Assert.Equal(["cancelled", "nothing"], (await fixture.AuditOfAsync(user.Id)).Where(a => a.Action == "cancel_deployment").Select(a => a.Outcome));
    }
}
