using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using DeployMcp.Tests.Server.Fixture;

namespace DeployMcp.Tests.Server.Accounts;

[Collection(ServerCollection.Name)]
public class DevelopmentUserTests(ServerFixture fixture)
{
    [Fact]
    public async Task Start_InDevelopment_MakesTheUserItsKeyAndItsGitAccount()
    {
        await using var session = await fixture.ConnectAsync(fixture.DevelopmentKey.Reveal());
        JsonNode? me = null;

        await Eventually.TrueAsync(
            async () => (me = await session.CallAsync("whoami"))["git_account"] is not null,
            TimeSpan.FromSeconds(20),
            () => $"The development user has no git account: {me}");

        Assert.Equal(ServerFixture.DevelopmentName, (string?)me!["user"]);
    }

    [Fact]
    public async Task PostDevUsers_WithTheDevelopmentKey_GivesAUserWhoseKeyWorks()
    {
        using var http = fixture.Http(fixture.DevelopmentKey.Reveal());
        var name = $"u-{Guid.NewGuid():N}"[..12];

        using var made = await http.PostAsJsonAsync("/dev/users", new { name });
        using var again = await http.PostAsJsonAsync("/dev/users", new { name });
        using var bad = await http.PostAsJsonAsync("/dev/users", new { name = "No Name" });

        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
        var key = (string)JsonNode.Parse(await made.Content.ReadAsStringAsync())!["api_key"]!;
        await using var session = await fixture.ConnectAsync(key);
        Assert.Equal(name, (string?)(await session.CallAsync("whoami"))["user"]);
    }

    [Fact]
    public async Task PostDevUsers_WithoutTheDevelopmentKey_IsRefused()
    {
        using var nobody = fixture.Http();
        using var other = fixture.Http((await fixture.AddUserAsync()).Key);

        using var unauthorized = await nobody.PostAsJsonAsync("/dev/users", new { name = "eve" });
        using var forbidden = await other.PostAsJsonAsync("/dev/users", new { name = "eve" });

        Assert.Equal(HttpStatusCode.Unauthorized, unauthorized.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
    }

    [Theory]
    [InlineData("--environment=Production")]
    [InlineData("--Firebase:ProjectId=real")]
    public async Task PostDevUsers_WherePeopleSignIn_IsAPlain404(string setting)
    {
        var server = await fixture.StartServerAsync(setting);
        using var http = fixture.Http(fixture.DevelopmentKey.Reveal());

        using var answer = await http.PostAsJsonAsync($"{server.Urls.First()}/dev/users", new { name = "eve" });

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }
}
