using System.Net;
using DeployMcp.Data.Users;
using DeployMcp.Domain.Identity;
using DeployMcp.Tests.Server.Fixture;
using Microsoft.AspNetCore.WebUtilities;
using Npgsql;

namespace DeployMcp.Tests.Server.Web.SignIn;

/// <summary>GitHub sign-in over HTTP, as a browser takes it, with a GitHub of the test's own.</summary>
[Collection(ServerCollection.Name)]
public sealed class GitHubSignInTests : IClassFixture<GitHubServer>
{
    private const string Session = "deploymcp-session";

    private readonly ServerFixture _platform;
    private readonly GitHubStandIn _github;
    private readonly string _url;

    public GitHubSignInTests(ServerFixture platform, GitHubServer server)
    {
        _platform = platform;
        _github = server.GitHub;
        _github.Person = GitHubStandIn.Account.New();
        _url = server.Url;
    }

    [Fact]
    public async Task SignIn_NewPerson_IsAUserWithTheLoginsNameAndAGitAccount()
    {
        using var browser = Browser();

        using var answer = await SignInAsync(browser, "/signin/github?return=/oauth/authorize%3Fclient_id%3Dx");

        Assert.Equal((HttpStatusCode.Redirect, "/oauth/authorize?client_id=x"), (answer.StatusCode, answer.Headers.Location?.OriginalString));
        Assert.True(await browser.IsSignedInAsync());
        var user = await UserOfAsync(_github.Person);
        Assert.Equal(_github.Person.Login, user.Name);
        await Eventually.TrueAsync(async () => (await _platform.Get<UserStore>().FindAsync(user.Id))!.GitAccount is not null, "the git account is made");
        var identity = Assert.Single(await _platform.Get<IdentityStore>().ListAsync(user.Id));
        Assert.Equal((IdentityProvider.GitHub, $"{_github.Person.Login}@example.com"), (identity.Provider, identity.Email));
        Assert.Contains(await _platform.AuditOfAsync(user.Id), row => row is { Action: "sign_up", Outcome: "created" });
    }

    [Fact]
    public async Task SignIn_AgainAfterARename_IsTheSameUser()
    {
        await SignInAsync();
        var user = await UserOfAsync(_github.Person);
        _github.Person = _github.Person with { Login = "renamed", Emails = [] };

        await SignInAsync();

        Assert.Equal(user.Id, (await UserOfAsync(_github.Person)).Id);
        Assert.Null(Assert.Single(await _platform.Get<IdentityStore>().ListAsync(user.Id)).Email);
    }

    [Fact]
    public async Task SignIn_OnlyUnverifiedOrSecondaryAddresses_KeepsNone()
    {
        _github.Person = _github.Person with { Emails = [new("victim@example.com", true, false, null), new("other@example.com", false, true, null)] };

        await SignInAsync();

        Assert.Null(Assert.Single(await _platform.Get<IdentityStore>().ListAsync((await UserOfAsync(_github.Person)).Id)).Email);
    }

    [Fact]
    public async Task Callback_WithoutOrWithAnotherState_SignsNobodyIn()
    {
        using var browser = Browser();
        var answered = await AuthorizedAsync(browser);
        using var without = await browser.GetAsync(QueryHelpers.AddQueryString("/signin/github/callback", "code", CodeOf(answered)));
        answered = await AuthorizedAsync(browser);
        using var forged = await browser.GetAsync($"/signin/github/callback?code={CodeOf(answered)}&state={new string('A', 43)}");

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (without.StatusCode, forged.StatusCode));
        Assert.Null(browser.Cookie(Session));
    }

    [Fact]
    public async Task Callback_InAnotherBrowser_SignsNobodyIn()
    {
        using var attacker = Browser();
        using var victim = Browser();
        var answered = await AuthorizedAsync(attacker);
        using var begun = await victim.GetAsync("/signin/github");

        using var answer = await victim.GetAsync(answered.PathAndQuery);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.False(await victim.IsSignedInAsync());
    }

    [Fact]
    public async Task Callback_Replayed_SignsNobodyInEvenWithItsCookie()
    {
        using var browser = Browser();
        var answered = await AuthorizedAsync(browser);
        var attempt = browser.Cookie("deploymcp-github")!;
        using var first = await browser.GetAsync(answered.PathAndQuery);
        Assert.True(string.IsNullOrEmpty(browser.Cookie("deploymcp-github")));
        using var second = await browser.GetAsync(answered.PathAndQuery);
        using var thief = Browser();
        thief.Plant("deploymcp-github", attempt);

        using var stolen = await thief.GetAsync(answered.PathAndQuery);

        Assert.Equal(HttpStatusCode.Redirect, first.StatusCode);
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (second.StatusCode, stolen.StatusCode));
        Assert.False(await thief.IsSignedInAsync());
    }

    [Fact]
    public async Task Callback_WithAChangedCookie_SignsNobodyIn()
    {
        using var browser = Browser();
        var answered = await AuthorizedAsync(browser);
        var attempt = browser.Cookie("deploymcp-github")!;
        browser.Plant("deploymcp-github", attempt[..^4] + (attempt.EndsWith("AAAA", StringComparison.Ordinal) ? "BBBB" : "AAAA"));

        using var answer = await browser.GetAsync(answered.PathAndQuery);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Callback_CancelledAtGitHub_ShowsThePageAgain()
    {
        using var browser = Browser();
        var state = QueryHelpers.ParseQuery((await AuthorizedAsync(browser)).Query)["state"];

        using var answer = await browser.GetAsync($"/signin/github/callback?error=access_denied&state={state}");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("You cancelled the sign-in at GitHub.", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("https://evil.example/")]
    [InlineData("javascript:alert(1)")]
    public async Task SignIn_LeadsBackElsewhere_LeadsHome(string back)
    {
        using var browser = Browser();

        using var answer = await SignInAsync(browser, QueryHelpers.AddQueryString("/signin/github", "return", back));

        Assert.Equal("/", answer.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task SignIn_WithAPlantedSession_MakesItsOwn()
    {
        using var attacker = Browser();
        using var ofAttacker = await SignInAsync(attacker, "/signin/github");
        var planted = attacker.Cookie(Session)!;
        _github.Person = GitHubStandIn.Account.New();
        using var victim = Browser();
        victim.Plant(Session, planted);

        using var answer = await SignInAsync(victim, "/signin/github");

        Assert.NotEqual(planted, victim.Cookie(Session));
        Assert.False(await attacker.IsSignedInAsync());
        Assert.True(await victim.IsSignedInAsync());
    }

    [Fact]
    public async Task Link_FromTheForm_LeadsBothToOneUser()
    {
        using var browser = Browser();
        using var first = await SignInAsync(browser, "/signin/github");
        var user = await UserOfAsync(_github.Person);
        _github.Person = GitHubStandIn.Account.New();

        using var linked = await LinkAsync(browser);

        Assert.Equal((HttpStatusCode.Redirect, "/settings"), (linked.StatusCode, linked.Headers.Location?.OriginalString));
        Assert.Equal(user.Id, (await UserOfAsync(_github.Person)).Id);
        Assert.Contains(await _platform.AuditOfAsync(user.Id), row => row is { Action: "link_identity", Outcome: "linked" });
    }

    [Fact]
    public async Task Link_IdentityOfAnotherUser_IsRefused()
    {
        await SignInAsync();
        var taken = _github.Person;
        var owner = await UserOfAsync(taken);
        _github.Person = GitHubStandIn.Account.New();
        using var browser = Browser();
        using var signedIn = await SignInAsync(browser, "/signin/github");
        _github.Person = taken;

        using var answer = await LinkAsync(browser);

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Equal(owner.Id, (await UserOfAsync(taken)).Id);
    }

    [Fact]
    public async Task Link_WithoutTheForm_DoesNotLink()
    {
        using var browser = Browser();
        using var signedIn = await SignInAsync(browser, "/signin/github");
        using var posted = await browser.PostAsync("/signin/github", ("link", "1"));

        using var begun = await browser.GetAsync("/signin/github?link=1");

        Assert.Equal(HttpStatusCode.BadRequest, posted.StatusCode);
        _github.Person = GitHubStandIn.Account.New();
        using var atGitHub = await browser.GetAsync(begun.Headers.Location!.OriginalString);
        using var answer = await browser.GetAsync(atGitHub.Headers.Location!.PathAndQuery);
        Assert.Equal(_github.Person.Login, (await UserOfAsync(_github.Person)).Name);
    }

    [Fact]
    public async Task Link_AfterAnotherSignedInMeanwhile_DoesNotLink()
    {
        using var browser = Browser();
        using var first = await SignInAsync(browser, "/signin/github");
        using var begun = await browser.SubmitAsync("/signin?link=1", "/signin/github", ("link", "1"));
        var attempt = browser.Cookie("deploymcp-github")!;
        _github.Person = GitHubStandIn.Account.New();
        using var second = await SignInAsync(browser, "/signin/github");
        browser.Plant("deploymcp-github", attempt);
        _github.Person = GitHubStandIn.Account.New();
        using var atGitHub = await browser.GetAsync(begun.Headers.Location!.OriginalString);

        using var answer = await browser.GetAsync(atGitHub.Headers.Location!.PathAndQuery);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Null(await FindUserAsync(_github.Person));
    }

    [Fact]
    public async Task SignInPage_WithGitHub_LetsItsFormLeadThere()
    {
        using var browser = Browser();

        using var answer = await browser.GetAsync("/signin");

        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains($"form-action 'self' {_github.Url};", policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
    }

    private FormBrowser Browser() => new(_url);

    /// <summary>Where GitHub leads back to.</summary>
    private static async Task<Uri> AuthorizedAsync(FormBrowser browser, string begin = "/signin/github")
    {
        using var begun = await browser.GetAsync(begin);
        using var answered = await browser.GetAsync(begun.Headers.Location!.OriginalString);
        return answered.Headers.Location!;
    }

    private static async Task<HttpResponseMessage> SignInAsync(FormBrowser browser, string begin)
        => await browser.GetAsync((await AuthorizedAsync(browser, begin)).PathAndQuery);

    private async Task SignInAsync()
    {
        using var browser = Browser();
        using var answer = await SignInAsync(browser, "/signin/github");
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    private static async Task<HttpResponseMessage> LinkAsync(FormBrowser browser)
    {
        using var begun = await browser.SubmitAsync("/signin?link=1", "/signin/github", ("link", "1"), ("return", "/settings"));
        using var atGitHub = await browser.GetAsync(begun.Headers.Location!.OriginalString);
        return await browser.GetAsync(atGitHub.Headers.Location!.PathAndQuery);
    }

    private static string CodeOf(Uri answered) => QueryHelpers.ParseQuery(answered.Query)["code"].ToString();

    private async Task<User> UserOfAsync(GitHubStandIn.Account account)
        => (await _platform.Get<UserStore>().FindAsync((await FindUserAsync(account))!.Value))!;

    private async Task<UserId?> FindUserAsync(GitHubStandIn.Account account)
    {
        await using var command = _platform.Get<NpgsqlDataSource>().CreateCommand("select user_id from identities where provider = 'github' and subject = $1");
        command.Parameters.AddWithValue($"{account.Id}");
        return await command.ExecuteScalarAsync() is Guid id ? new UserId(id) : null;
    }
}
