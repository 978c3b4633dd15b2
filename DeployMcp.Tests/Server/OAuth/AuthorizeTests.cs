using System.Net;
using DeployMcp.Tests.Server.Fixture;

namespace DeployMcp.Tests.Server.OAuth;

[Collection(ServerCollection.Name)]
public class AuthorizeTests(ServerFixture fixture)
{
    [Fact]
    public async Task Authorize_WithoutASession_LeadsToSignInAndFromThereBack()
    {
        using var client = await TestClient.RegisterAsync(fixture.Url);
        using var browser = new Browser(fixture.Url);

        var signIn = await browser.OpenAsync(client.AuthorizeUrl());
        var back = await browser.SubmitAsync(signIn, "/signin/development");
        var consent = await browser.OpenAsync(back.Location!);

        Assert.Equal(client.AuthorizeUrl(), back.Location);
        Assert.Contains("Test Client", consent.Html, StringComparison.Ordinal);
        Assert.Contains($"<strong>{ServerFixture.DevelopmentName}</strong>", consent.Html, StringComparison.Ordinal);
        Assert.Contains(TestClient.Redirect, consent.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("code_challenge", null, "invalid_request")]
    [InlineData("code_challenge_method", "plain", "invalid_request")]
    [InlineData("code_challenge_method", null, "invalid_request")]
    [InlineData("code_challenge", "tooshort", "invalid_request")]
    [InlineData("response_type", "token", "unsupported_response_type")]
    [InlineData("response_type", null, "invalid_request")]
    [InlineData("response_mode", "fragment", "invalid_request")]
    [InlineData("request_uri", "https://evil.example/r", "request_not_supported")]
    [InlineData("scope", "openid", "invalid_scope")]
    [InlineData("resource", "https://evil.example/mcp", "invalid_target")]
    [InlineData("resource", "http://127.0.0.1:1/mcp", "invalid_target")]
    public async Task Authorize_WithABadParameter_TellsTheClientAndAsksNobody(string name, string? value, string error)
    {
        using var client = await TestClient.RegisterAsync(fixture.Url);
        using var browser = await SignedInAsync();

        var answer = await browser.GetAsync(client.AuthorizeUrl((name, value)));

        Assert.Equal(HttpStatusCode.SeeOther, answer.Status);
        Assert.StartsWith(TestClient.Redirect + "?", answer.Location, StringComparison.Ordinal);
        Assert.Equal((error, "st-1", fixture.Url), (answer.Answer["error"], answer.Answer["state"], answer.Answer["iss"]));
        Assert.False(answer.Answer.ContainsKey("code"));
    }

    [Theory]
    [InlineData("#x")]
    [InlineData("")]
    [InlineData("/")]
    public async Task Authorize_WithOurResourceWrittenAnotherWay_IsTheSameResource(string end)
    {
        using var client = await TestClient.RegisterAsync(fixture.Url);
        using var browser = await SignedInAsync();

        var answer = await browser.GetAsync(client.AuthorizeUrl(("resource", fixture.Url.Replace("http:", "HTTP:", StringComparison.Ordinal) + "/mcp" + end)));

        Assert.Equal(end.Contains('#') ? HttpStatusCode.SeeOther : HttpStatusCode.OK, answer.Status);
    }

    [Theory]
    [InlineData("client_id", "client_unknown")]
    [InlineData("client_id", null)]
    [InlineData("redirect_uri", null)]
    [InlineData("redirect_uri", "https://evil.example/callback")]
    [InlineData("redirect_uri", "http://127.0.0.1:7777/callback/../evil")]
    [InlineData("redirect_uri", "http://127.0.0.1:7777/callback#x")]
    [InlineData("redirect_uri", "http://127.0.0.1:7777@evil.example/callback")]
    [InlineData("redirect_uri", "http://127.0.0.1.evil.example/callback")]
    [InlineData("redirect_uri", "http://localhost:7777/callback")]
    [InlineData("redirect_uri", "http://127.0.0.1:7777/CALLBACK")]
    [InlineData("redirect_uri", "http://127.0.0.1:7777/callbackx")]
    [InlineData("redirect_uri", "javascript:alert(1)")]
    public async Task Authorize_WhenWhoOrWhereIsNotCertain_IsAPageAndLeadsNowhere(string name, string? value)
    {
        using var client = await TestClient.RegisterAsync(fixture.Url);
        using var browser = await SignedInAsync();

        var answer = await browser.GetAsync(client.AuthorizeUrl((name, value), ("scope", "nonsense")));

        Assert.Equal((HttpStatusCode.BadRequest, null), (answer.Status, answer.Location));
        Assert.DoesNotContain("<a href=\"http", answer.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("evil.example", answer.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Authorize_WithARepeatedParameter_IsRefused()
    {
        using var client = await TestClient.RegisterAsync(fixture.Url);
        using var browser = await SignedInAsync();

        var twoTargets = await browser.GetAsync(client.AuthorizeUrl() + "&redirect_uri=https%3A%2F%2Fevil.example%2F");
        var twoScopes = await browser.GetAsync(client.AuthorizeUrl() + "&scope=read");
        var twoResources = await browser.GetAsync(client.AuthorizeUrl() + "&resource=https%3A%2F%2Fevil.example%2Fmcp");

        Assert.Null(twoTargets.Location);
        Assert.Equal("invalid_request", twoScopes.Answer["error"]);
        Assert.Equal("invalid_target", twoResources.Answer["error"]);
    }

    /// <summary>Anyone can register any https address: a link to us must not be a link to it.</summary>
    [Fact]
    public async Task Authorize_WithAnErrorForARemoteAddress_OnlyOffersTheWayThere()
    {
        using var client = await TestClient.RegisterAsync(fixture.Url, "https://phishing.example/cb");
        using var browser = await SignedInAsync();

        var answer = await browser.GetAsync(client.AuthorizeUrl(("scope", "nonsense")));

        Assert.Equal((HttpStatusCode.BadRequest, null), (answer.Status, answer.Location));
        Assert.Contains("href=\"https://phishing.example/cb?error=invalid_scope", answer.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a b+c/d=e&f?g#h%20")]
    [InlineData("{\"next\":\"/x?y=1&z=é✓\"}")]
    [InlineData("\"><script>alert(1)</script>\r\nLocation: https://evil.example")]
    public async Task Allow_EchoesTheStateExactly(string state)
    {
        using var client = await TestClient.RegisterAsync(fixture.Url);
        using var browser = await SignedInAsync();

        var answer = await browser.AnswerAsync(await browser.OpenAsync(client.AuthorizeUrl(("state", state))));

        Assert.Equal(state, answer.Answer["state"]);
        Assert.Equal(fixture.Url, answer.Answer["iss"]);
    }

    [Fact]
    public async Task Allow_WithAQueryInTheRedirectUri_KeepsIt()
    {
        using var client = await TestClient.RegisterAsync(fixture.Url, "http://127.0.0.1:7777/cb?tenant=1");
        using var browser = await SignedInAsync();

        var answer = await browser.AnswerAsync(await browser.OpenAsync(client.AuthorizeUrl(("state", null))));

        Assert.StartsWith("http://127.0.0.1:7777/cb?tenant=1&code=", answer.Location, StringComparison.Ordinal);
        Assert.False(answer.Answer.ContainsKey("state"));
    }

    private async Task<Browser> SignedInAsync() => await Browser.OfAsync(fixture, (await fixture.AddUserAsync()).User.Id);
}
