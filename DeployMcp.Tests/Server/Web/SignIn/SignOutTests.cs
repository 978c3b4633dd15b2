using System.Net;
using DeployMcp.Tests.Server.Fixture;

namespace DeployMcp.Tests.Server.Web.SignIn;

[Collection(ServerCollection.Name)]
public class SignOutTests(GitHubServer server) : IClassFixture<GitHubServer>
{
    [Fact]
    public async Task SignOut_WithItsForm_EndsThisSessionAlone()
    {
        using var desk = await SignedInAsync();
        using var phone = await SignedInAsync();

        using var answer = await phone.SubmitAsync("/signin?link=1", "/signout");

        Assert.Equal((HttpStatusCode.Redirect, "/signin"), (answer.StatusCode, answer.Headers.Location?.OriginalString));
        Assert.True(await desk.IsSignedInAsync());
        Assert.False(await phone.IsSignedInAsync());
    }

    [Fact]
    public async Task SignOutEverywhere_WithItsForm_EndsAllSessionsOfTheUser()
    {
        using var desk = await SignedInAsync();
        using var phone = await SignedInAsync();

        using var answer = await phone.SubmitAsync("/signin?link=1", "/signout/everywhere");

        Assert.Equal((HttpStatusCode.Redirect, "/signin"), (answer.StatusCode, answer.Headers.Location?.OriginalString));
        Assert.False(await desk.IsSignedInAsync());
        Assert.False(await phone.IsSignedInAsync());
    }

    [Fact]
    public async Task SignOutEverywhere_WithoutTheForm_IsRefused()
    {
        using var browser = await SignedInAsync();

        using var answer = await browser.PostAsync("/signout/everywhere");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.True(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task SignIn_WithASessionFromBefore_EndsThatAndMakesANewOne()
    {
        using var browser = await SignedInAsync();
        var before = browser.Cookie("deploymcp-session")!;
        using var planted = new FormBrowser(server.Url);
        planted.Plant("deploymcp-session", new string('A', 43));

        using var again = await planted.SubmitAsync("/signin", "/signin/development");
        using var renewed = await browser.SubmitAsync("/signin?link=1", "/signin/development");

        Assert.NotEqual(new string('A', 43), planted.Cookie("deploymcp-session"));
        Assert.NotEqual(before, browser.Cookie("deploymcp-session"));
        browser.Plant("deploymcp-session", before);
        Assert.False(await browser.IsSignedInAsync());
    }

    private async Task<FormBrowser> SignedInAsync()
    {
        var browser = new FormBrowser(server.Url);
        using var answer = await browser.SubmitAsync("/signin", "/signin/development");
        Assert.True(await browser.IsSignedInAsync());
        return browser;
    }
}
