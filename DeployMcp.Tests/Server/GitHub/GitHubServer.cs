using System.Net;
using System.Text.RegularExpressions;
using System.Web;
using DeployMcp.Data.Git;
using DeployMcp.Data.Users;
using DeployMcp.Domain.Identity;
using DeployMcp.Tests.EndToEnd;
using DeployMcp.Tests.Fixtures.GitHubStandIn;
using DeployMcp.Tests.Server.Fixture;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace DeployMcp.Tests.Server.GitHub;

/// <summary>A product server that has a GitHub App, which is installed at the stand-in.</summary>
public sealed partial class GitHubServer : IAsyncDisposable
{
    private readonly ServerFixture _fixture;

    private GitHubServer(ServerFixture fixture, RunningGitHub github, WebApplication server)
    {
        _fixture = fixture;
        GitHub = github;
        Server = server;
    }

    public RunningGitHub GitHub { get; }

    public StandInState State => GitHub.State;

    public WebApplication Server { get; }

    public string Url => Server.Urls.First();

    public static async Task<GitHubServer> StartAsync(ServerFixture fixture, params string[] settings)
    {
        var github = await RunningGitHub.StartAsync();
        return new GitHubServer(fixture, github, await fixture.StartServerAsync([.. github.Arguments, .. settings]));
    }

    public T Get<T>()
        where T : notnull => Server.Services.GetRequiredService<T>();

    /// <summary>A new user, and what connects as them.</summary>
    public async Task<(User User, McpSession Session)> AddUserAsync()
    {
        var (user, key) = await _fixture.AddUserAsync();
        return (user, await McpSession.ConnectAsync($"{Url}/mcp", key));
    }

    /// <summary>As if the person had done it in a browser; that way itself has tests of its own.</summary>
    public async Task ConnectAsync(UserId user, StandInInstallation installation)
        => Assert.True(await Get<InstallationStore>().UpsertAsync(
            user, new InstallationFacts(installation.Id, installation.Account.Id, installation.Account.Login, installation.Account.Type, "all", Suspended: false)));

    /// <summary>A browser in which that user is signed in.</summary>
    public async Task<HttpClient> BrowserAsync(UserId user)
    {
        var secret = await Get<SessionStore>().CreateAsync(user, "tests");
        var cookies = new CookieContainer();
        cookies.Add(new Uri(Url), new Cookie("deploymcp-session", secret.Reveal()));
        return new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = cookies }) { BaseAddress = new Uri(Url) };
    }

    /// <summary>What a parameter of a redirect says.</summary>
    public static string Parameter(HttpResponseMessage redirect, string name)
    {
        Assert.Equal(HttpStatusCode.Redirect, redirect.StatusCode);
        return HttpUtility.ParseQueryString(redirect.Headers.Location!.Query)[name] ?? throw new InvalidOperationException($"No {name} in {redirect.Headers.Location}");
    }

    public static string TextOf(string html) => WebUtility.HtmlDecode(Tags().Replace(html, ""));

    public async ValueTask DisposeAsync() => await GitHub.DisposeAsync();

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tags();
}
