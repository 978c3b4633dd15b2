using System.Net;
using System.Net.Http.Json;
using DeployMcp.Data.Keys;
using DeployMcp.Domain.Identity;
using DeployMcp.Server.Auth;
using DeployMcp.Server.Calls;
using DeployMcp.Server.Keys;
using DeployMcp.Tests.Server.Fixture;

namespace DeployMcp.Tests.Server.Keys;

[Collection(ServerCollection.Name)]
public class KeyFeatureTests(ServerFixture fixture)
{
    [Fact]
    public async Task Keys_MadeListedUsedAndRevoked_WorkUntilTheNextRequest()
    {
        var caller = new Caller((await fixture.AddUserAsync()).User.Id, KeyId: null);

        var made = await fixture.Get<CreateKey>().RunAsync(caller, new KeyRequest("ci", "deploy", "shop", 7));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(made));
        var listed = Assert.Single(await fixture.Get<ListKeys>().RunAsync(caller), k => k.Id == made.Key.Id);

        Assert.Equal(("ci", KeyScope.Deploy, "shop", "settings"), (listed.Name, listed.Scope, listed.Project, listed.Origin));
        Assert.NotNull(listed.LastUsedAt);
        Assert.Equal("127.0.0.1", listed.LastUsedFrom);
        Assert.InRange(listed.ExpiresAt!.Value - DateTimeOffset.UtcNow, TimeSpan.FromDays(6), TimeSpan.FromDays(7));

        await fixture.Get<RevokeKey>().RunAsync(caller, made.Key.Id);

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(made));
        Assert.DoesNotContain(await fixture.Get<ListKeys>().RunAsync(caller), k => k.Id == made.Key.Id);
    }

    [Fact]
    public async Task CreateKey_WithSeveralBadArguments_TellsAllOfThem()
    {
        var caller = new Caller((await fixture.AddUserAsync()).User.Id, KeyId: null);

        var refusal = await Assert.ThrowsAsync<RefusalException>(() => fixture.Get<CreateKey>().RunAsync(caller, new KeyRequest("a\nb", "root", "Not A Label", 9999)));

        Assert.All(["name", "scope", "project", "expires_in_days"], argument => Assert.Contains(argument, refusal.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task RevokeKey_OfAnotherUser_IsRefusedAndWorksOn()
    {
        var made = await fixture.Get<CreateKey>().RunAsync(new Caller((await fixture.AddUserAsync()).User.Id, KeyId: null), new KeyRequest("mine", "read"));
        var other = new Caller((await fixture.AddUserAsync()).User.Id, KeyId: null);

        await Assert.ThrowsAsync<RefusalException>(() => fixture.Get<RevokeKey>().RunAsync(other, made.Key.Id));

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(made));
    }

    [Fact]
    public async Task KeyFeatures_ForANarrowKey_AreRefused()
    {
        var user = (await fixture.AddUserAsync()).User.Id;

        await Assert.ThrowsAsync<RefusalException>(() => fixture.Get<ListKeys>().RunAsync(new Caller(user, KeyId: null, KeyScope.Deploy)));
        await Assert.ThrowsAsync<RefusalException>(() => fixture.Get<CreateKey>().RunAsync(new Caller(user, KeyId: null, KeyScope.Deploy), new KeyRequest("x", "read")));
        await Assert.ThrowsAsync<RefusalException>(() => fixture.Get<CreateKey>().RunAsync(new Caller(user, KeyId: null, KeyScope.Admin, "shop"), new KeyRequest("x", "admin")));
    }

    [Fact]
    public async Task Key_OfAUserWhoIsBeingDeleted_NoLongerWorks()
    {
        var (user, key) = await fixture.AddUserAsync();
        await using (var command = fixture.Get<Npgsql.NpgsqlDataSource>().CreateCommand("update users set deleted_at = now() where id = $1"))
        {
            command.Parameters.AddWithValue(user.Id.Value);
            await command.ExecuteNonQueryAsync();
        }

        Assert.Null(await fixture.Get<ApiKeyStore>().VerifyAsync(new(key), from: null));
    }

    private async Task<HttpStatusCode> StatusAsync(CreatedKey key)
    {
        using var http = fixture.Http(key.Secret.Reveal());
        http.DefaultRequestHeaders.Accept.ParseAdd("application/json");
        http.DefaultRequestHeaders.Accept.ParseAdd("text/event-stream");
        using var answer = await http.PostAsync("/mcp", JsonContent.Create(new { jsonrpc = "2.0", id = 1, method = "ping" }));
        return answer.StatusCode;
    }
}
