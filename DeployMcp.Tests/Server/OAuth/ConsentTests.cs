using System.Net;
using DeployMcp.Tests.Server.Fixture;

namespace DeployMcp.Tests.Server.OAuth;

[Collection(ServerCollection.Name)]
public class ConsentTests(ServerFixture fixture)
{
    [Fact]
    public async Task Complete_WithoutTheFormsToken_GrantsNothing()
    {
        using var client = await TestClient.RegisterAsync(fixture.Url);
        using var browser = await SignedInAsync();
        var request = RequestOf(await browser.OpenAsync(client.AuthorizeUrl()));
        var before = await fixture.CountAsync("oauth_grants");

        var forged = await browser.PostAsync("/oauth/complete", ("request", request), ("decision", "allow"), ("scope", "admin"));

        Assert.Equal((HttpStatusCode.BadRequest, null), (forged.Status, forged.Location));
        Assert.Equal(before, await fixture.CountAsync("oauth_grants"));
    }

    [Fact]
    public async Task Complete_WithAnotherUsersRequest_GrantsNothing()
    {
        using var client = await TestClient.RegisterAsync(fixture.Url);
        using var victim = await SignedInAsync();
        using var attacker = await SignedInAsync();
        var attackersRequest = RequestOf(await attacker.OpenAsync(client.AuthorizeUrl()));
        var own = await victim.OpenAsync(client.AuthorizeUrl());

        var answer = await victim.SubmitAsync(own, "/oauth/complete", ("decision", "allow"), ("request", attackersRequest));

        Assert.Equal((HttpStatusCode.BadRequest, null), (answer.Status, answer.Location));
    }

    [Fact]
    public async Task Complete_WithTheTokenOfAnotherUsersForm_GrantsNothing()
    {
        using var client = await TestClient.RegisterAsync(fixture.Url);
        using var victim = await SignedInAsync();
        using var attacker = await SignedInAsync();
        var token = (await attacker.OpenAsync(client.AuthorizeUrl())).Form("/oauth/complete").Single(f => f.Name == "__RequestVerificationToken").Value;
        var own = await victim.OpenAsync(client.AuthorizeUrl());

        var answer = await victim.SubmitAsync(own, "/oauth/complete", ("decision", "allow"), ("__RequestVerificationToken", token));

        Assert.Equal((HttpStatusCode.BadRequest, null), (answer.Status, answer.Location));
    }

    [Fact]
    public async Task Complete_InAnotherSessionOfTheSameUser_GrantsNothing()
    {
        var (user, _) = await fixture.AddUserAsync();
        using var client = await TestClient.RegisterAsync(fixture.Url);
        using var first = await Browser.OfAsync(fixture, user.Id);
        using var second = await Browser.OfAsync(fixture, user.Id);
        var asked = RequestOf(await first.OpenAsync(client.AuthorizeUrl()));
        var own = await second.OpenAsync(client.AuthorizeUrl());

        var answer = await second.SubmitAsync(own, "/oauth/complete", ("decision", "allow"), ("request", asked));

        Assert.Null(answer.Location);
    }

    [Fact]
    public async Task Complete_WithoutASession_LeadsToSignIn()
    {
        using var browser = new Browser(fixture.Url);

        var answer = await browser.PostAsync("/oauth/complete", ("request", "x"), ("decision", "allow"));

        Assert.Equal("/signin?return=%2F", answer.Location);
    }

    [Theory]
    [InlineData("allow")]
    [InlineData("deny")]
    public async Task Complete_Twice_AnswersOnce(string decision)
    {
        using var client = await TestClient.RegisterAsync(fixture.Url);
        using var browser = await SignedInAsync();
        var consent = await browser.OpenAsync(client.AuthorizeUrl());

        var first = await browser.AnswerAsync(consent, decision);
        var second = await browser.AnswerAsync(consent);

        Assert.StartsWith(TestClient.Redirect, first.Location, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.BadRequest, null), (second.Status, second.Location));
    }

    [Fact]
    public async Task Deny_TellsTheClientAndMakesNoKey()
    {
        using var client = await TestClient.RegisterAsync(fixture.Url);
        using var browser = await SignedInAsync();

        var answer = await browser.AnswerAsync(await browser.OpenAsync(client.AuthorizeUrl()), "deny");

        Assert.Equal(("access_denied", "st-1", fixture.Url), (answer.Answer["error"], answer.Answer["state"], answer.Answer["iss"]));
        Assert.False(answer.Answer.ContainsKey("code"));
    }

    [Theory]
    [InlineData("admin", null)]
    [InlineData("nonsense", null)]
    [InlineData("read", "No Project!")]
    public async Task Allow_WithAChoiceThatWasNotOffered_GrantsNothing(string scope, string? project)
    {
        using var client = await TestClient.RegisterAsync(fixture.Url);
        using var browser = await SignedInAsync();
        var consent = await browser.OpenAsync(client.AuthorizeUrl(("scope", "read deploy")));

        var answer = await browser.AnswerAsync(consent, scope: scope, project: project);

        Assert.Equal((HttpStatusCode.BadRequest, null), (answer.Status, answer.Location));
        Assert.DoesNotContain("value=\"admin\"", consent.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_OfAClientWithATrickyName_ShowsItAsPlainText()
    {
        using var client = await TestClient.RegisterAsync(fixture.Url, name: "<script>alert(1)</script>\u202E\r\nBank");
        using var browser = await SignedInAsync();

        var consent = await browser.OpenAsync(client.AuthorizeUrl());

        Assert.DoesNotContain("<script", consent.Html, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202E', consent.Html);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;Bank", consent.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:7777/callback", "form-action 'self' https: http://127.0.0.1:7777;")]
    [InlineData("https://client.example/cb", "form-action 'self' https:;")]
    [InlineData("cursor://anysphere.cursor-mcp/cb", "form-action 'self' https: cursor:;")]
    public async Task Page_LetsItsFormLeadToTheClientAndCannotBeFramed(string redirectUri, string formAction)
    {
        using var client = await TestClient.RegisterAsync(fixture.Url, redirectUri);
        using var browser = await SignedInAsync();

        var consent = await browser.OpenAsync(client.AuthorizeUrl());

        Assert.Contains(formAction, consent.ContentSecurityPolicy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", consent.ContentSecurityPolicy, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", consent.ContentSecurityPolicy, StringComparison.Ordinal);
        Assert.DoesNotContain("st-1", consent.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Allow_IsWrittenDownWithTheClientsName()
    {
        var (user, _) = await fixture.AddUserAsync();
        using var client = await TestClient.RegisterAsync(fixture.Url);
        using var browser = await Browser.OfAsync(fixture, user.Id);

        await client.RedeemAsync(await client.CodeAsync(browser, scope: "read"));

        var audit = await fixture.AuditOfAsync(user.Id);
        Assert.Equal(("authorize_client", $"client Test Client ({client.Id})", "allowed read"), (audit[0].Action, audit[0].Target, audit[0].Outcome));
        Assert.Equal("issue_key", audit[1].Action);
        Assert.NotNull(audit[1].KeyId);
    }

    private static string RequestOf(BrowserPage consent) => consent.Form("/oauth/complete").Single(f => f.Name == "request").Value;

    private async Task<Browser> SignedInAsync() => await Browser.OfAsync(fixture, (await fixture.AddUserAsync()).User.Id);
}
