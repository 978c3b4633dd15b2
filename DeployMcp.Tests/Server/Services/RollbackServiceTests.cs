using System.Text.Json.Nodes;
using DeployMcp.Tests.EndToEnd;
using DeployMcp.Tests.Server.Fixture;

namespace DeployMcp.Tests.Server.Services;

/// <summary>Versions differ in their memory here: what is asked for and stored, while <c>EndToEnd/</c> looks at what is served.</summary>
[Collection(ServerCollection.Name)]
public class RollbackServiceTests(ServerFixture fixture)
{
    [Fact]
    public async Task RollbackService_WithoutDeployment_GoesToTheVersionBeforeAndAgainBack()
    {
        await using var session = await fixture.ConnectAsNewUserAsync();
        var name = await CreateAsync(session);
        var first = await session.WaitForStatusAsync(name, "active");
        var second = await UpdateAsync(session, name, "512Mi");

        var back = await session.CallAsync("rollback_service", new { name, wait_seconds = 60 });
        var forth = await session.CallAsync("rollback_service", new { name, wait_seconds = 60 });

        Assert.Equal(("active", "rollback"), ((string?)back["status"], (string?)back["deployment"]!["trigger"]));
        Assert.Equal([Id(first), Id(second), Id(first), Id(second)], [Id(first), Id(second), await SourceAsync(back), await OriginAsync(forth)]);
        var recent = (await session.CallAsync("get_service", new { name }))["deployments"]!.AsArray();
        Assert.Equal(["rollback", "rollback", "update", "create"], recent.Select(d => (string?)d!["trigger"]));
        Assert.Equal(["active", "removed", "removed", "removed"], recent.Select(d => (string?)d!["status"]));
    }

    [Fact]
    public async Task RollbackService_ToADeploymentByItsId_RunsThatVersion()
    {
        await using var session = await fixture.ConnectAsNewUserAsync();
        var name = await CreateAsync(session);
        var first = await session.WaitForStatusAsync(name, "active");
        await UpdateAsync(session, name, "512Mi");
        await UpdateAsync(session, name, "1Gi");

        var back = await session.CallAsync("rollback_service", new { name, deployment = Id(first), wait_seconds = 60 });
        var again = await session.CallAsync("rollback_service", new { name, deployment = Id(first) });

        Assert.Equal(Id(first), await SourceAsync(back));
        Assert.Equal(Id(back), Id(again));
    }

    [Fact]
    public async Task RollbackService_ToWhatIsNotKept_NamesWhatIs()
    {
        await using var session = await fixture.ConnectAsNewUserAsync();
        var name = await CreateAsync(session);
        var first = await session.WaitForStatusAsync(name, "active");
        await UpdateAsync(session, name, "512Mi");

        var error = await session.CallExpectingErrorAsync("rollback_service", new { name, deployment = "feedbeef" });

        Assert.Contains("'feedbeef'", error, StringComparison.Ordinal);
        Assert.Contains(Id(first), error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RollbackService_OfAServiceWithOneVersion_SaysThatThereIsNoOther()
    {
        await using var session = await fixture.ConnectAsNewUserAsync();
        var name = await CreateAsync(session);
        await session.WaitForStatusAsync(name, "active");

        var error = await session.CallExpectingErrorAsync("rollback_service", new { name });

        Assert.Contains("No other version", error, StringComparison.Ordinal);
        Assert.Equal("create", (string?)(await session.CallAsync("get_service", new { name }))["deployment"]!["trigger"]);
    }

    private static string Id(JsonNode service) => (string)service["deployment"]!["id"]!;

    private static async Task<JsonNode> UpdateAsync(McpSession session, string name, string memory)
    {
        var updated = await session.CallAsync("update_service", new { name, memory, wait_seconds = 60 });
        Assert.Equal("active", (string?)updated["status"]);
        return updated;
    }

    private async Task<string> SourceAsync(JsonNode service)
    {
        await using var command = fixture.Get<Npgsql.NpgsqlDataSource>().CreateCommand("select source_id from deployments where id = $1");
        command.Parameters.AddWithValue(Guid.Parse(Id(service)));
        return ((Guid)(await command.ExecuteScalarAsync())!).ToString("N");
    }

    /// <summary>The deployment that first ran what a rollback runs.</summary>
    private async Task<string> OriginAsync(JsonNode service)
    {
        await using var command = fixture.Get<Npgsql.NpgsqlDataSource>().CreateCommand("select revision->>'deploymentId' from deployments where id = $1");
        command.Parameters.AddWithValue(Guid.Parse(Id(service)));
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<string> CreateAsync(McpSession session)
    {
        var name = "app-" + Guid.NewGuid().ToString("N")[..10];
        await session.CallAsync("create_repo", new { name });
        await session.CallAsync("create_service", new { repo = name, name });
        return name;
    }
}
