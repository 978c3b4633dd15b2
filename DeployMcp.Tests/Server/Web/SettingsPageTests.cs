using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using DeployMcp.Server.Keys;
using DeployMcp.Tests.Server.Fixture;

namespace DeployMcp.Tests.Server.Web;

[Collection(ServerCollection.Name)]
public partial class SettingsPageTests(ServerFixture fixture)
{
    [Fact]
    public async Task NewKey_MadeAndRevoked_IsShownOnceAndWorksUntilThen()
    {
        using var visitor = await PageVisitor.SignInAsync(fixture);

        using var answer = await visitor.SubmitAsync("/settings", "/settings/keys", ("name", "ci <b>"), ("scope", "read"), ("project", "shop"), ("expires", "30"));

        var secret = Key().Match(await answer.Content.ReadAsStringAsync()).Value;
        Assert.True(answer.Headers.CacheControl?.NoStore);
        Assert.DoesNotContain(secret, string.Join(' ', answer.Headers.SelectMany(h => h.Value)), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await CallAsync(secret));
        var settings = await visitor.ReadAsync("/settings");
        Assert.DoesNotContain(secret, settings, StringComparison.Ordinal);
        Assert.Contains($"{secret[..16]}", settings, StringComparison.Ordinal);
        Assert.All(["ci &lt;b&gt;", "project shop", "from 127.0.0.1", "you, here", "expires "], part => Assert.Contains(part, settings, StringComparison.Ordinal));

        var key = (await fixture.Get<ListKeys>().RunAsync(visitor.Caller)).Single(k => k.Prefix == secret[..16]);
        using var revoked = await visitor.SubmitAsync($"/settings/keys/{key.Id}/revoke", $"/settings/keys/{key.Id}/revoke");

        Assert.Equal("/settings?done=revoked", revoked.Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(secret));
    }

    [Fact]
    public async Task NewKey_WithBadFields_SaysWhyAtEach()
    {
        using var visitor = await PageVisitor.SignInAsync(fixture);

        using var answer = await visitor.SubmitAsync("/settings", "/settings/keys", ("name", " "), ("scope", "root"), ("project", "Not A Label"), ("expires", "soon"));

        var page = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.All(["name", "scope", "project", "expires"], field => Assert.Contains($"id=\"field-{field}-error\"", page, StringComparison.Ordinal));
        Assert.Contains("4 fields need another look.", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_Always_ShowWhereOneIsSignedIn()
    {
        using var visitor = await PageVisitor.SignInAsync(fixture);

        var page = await visitor.ReadAsync("/settings");

        Assert.Contains("Chrome on Linux", page, StringComparison.Ordinal);
        Assert.Contains("This platform has no GitHub App", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AuditLog_OfManyDeeds_IsReadPageByPage()
    {
        using var visitor = await PageVisitor.SignInAsync(fixture);
        for (var i = 0; i < 52; i++)
        {
            await fixture.Get<CreateKey>().RunAsync(visitor.Caller, new KeyRequest($"key-{i:00}", "read"));
        }

        var newest = await visitor.ReadAsync("/settings/audit");
        var oldest = await visitor.ReadAsync(newest.Split("href=\"/settings/audit?")[1].Split('"')[0] is var query ? $"/settings/audit?{query}" : "");

        Assert.Contains("key key-51", newest, StringComparison.Ordinal);
        Assert.DoesNotContain("key key-01", newest, StringComparison.Ordinal);
        Assert.Contains("key key-01", oldest, StringComparison.Ordinal);
        Assert.DoesNotContain("?before=", oldest, StringComparison.Ordinal);
        Assert.Contains("<th scope=\"col\">Outcome</th>", oldest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeleteAccount_WithItsNameTyped_EndsSessionAndKeysAtOnce()
    {
        const string Form = "/settings/account/delete";
        using var visitor = await PageVisitor.SignInAsync(fixture);
        var key = (await fixture.Get<CreateKey>().RunAsync(visitor.Caller, new KeyRequest("last", "admin"))).Secret.Reveal();
        using var wrong = await visitor.SubmitAsync(Form, Form, ("confirmation", "someone-else"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await CallAsync(key));

        using var answer = await visitor.SubmitAsync(Form, Form, ("confirmation", visitor.User.Name));

        Assert.Equal((HttpStatusCode.SeeOther, "/signin"), (answer.StatusCode, answer.Headers.Location?.OriginalString));
        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(key));
        using var page = await visitor.Http.GetAsync("/settings");
        Assert.Contains("/signin", page.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignOutEverywhere_FromSettings_EndsTheSession()
    {
        using var visitor = await PageVisitor.SignInAsync(fixture);

        using var answer = await visitor.SubmitAsync("/settings", "/signout/everywhere");

        using var page = await visitor.Http.GetAsync("/settings");
        Assert.Contains("/signin", page.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    private async Task<HttpStatusCode> CallAsync(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, fixture.McpUrl) { Content = new StringContent("{}", MediaTypeHeaderValue.Parse("application/json")) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var http = new HttpClient();
        using var answer = await http.SendAsync(request);
        return answer.StatusCode == HttpStatusCode.Unauthorized ? HttpStatusCode.Unauthorized : HttpStatusCode.OK;
    }

    [GeneratedRegex("dk_live_[A-Za-z0-9_-]{43}")]
    private static partial Regex Key();
}
