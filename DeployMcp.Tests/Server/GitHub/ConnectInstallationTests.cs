using System.Net;
using DeployMcp.Data.Git;
using DeployMcp.Domain.Identity;
using DeployMcp.Tests.Fixtures.GitHubStandIn;
using DeployMcp.Tests.Server.Fixture;

namespace DeployMcp.Tests.Server.GitHub;

[Collection(ServerCollection.Name)]
public sealed class ConnectInstallationTests(ServerFixture fixture) : IAsyncLifetime
{
    private GitHubServer _server = null!;

    public async Task InitializeAsync() => _server = await GitHubServer.StartAsync(fixture);

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Install_BySomeoneNotSignedIn_LeadsToSignInAndBack()
    {
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(_server.Url) };

        using var answer = await http.GetAsync("/github/install");

        Assert.Equal("/signin?return=%2Fgithub%2Finstall", answer.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task Install_OnOnesOwnAccount_ConnectsIt()
    {
        var (user, person, installation) = await InstalledAsync("User");
        using var browser = await _server.BrowserAsync(user);

        using var first = await browser.GetAsync("/github/install");
        Assert.StartsWith($"{_server.GitHub.Url}/apps/{StandInState.Slug}/installations/new?state=", first.Headers.Location!.AbsoluteUri, StringComparison.Ordinal);
        using var answer = await ReturnAsync(browser, person, installation.Id, GitHubServer.Parameter(first, "state"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains($"{installation.Account.Login} is connected, with 1 repository", GitHubServer.TextOf(await answer.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        var connected = Assert.Single(await _server.Get<InstallationStore>().ListAsync(user));
        Assert.Equal((installation.Id, installation.Account.Id, "User"), (connected.Id, connected.AccountId, connected.AccountType));
        Assert.Contains(("connect_github", $"installation {installation.Id}", "connected", (Guid?)null), await fixture.AuditOfAsync(user));
    }

    [Fact]
    public async Task Installed_WithoutACode_AsksGitHubWhoThePersonIs()
    {
        var (user, person, installation) = await InstalledAsync("Organization");
        using var browser = await _server.BrowserAsync(user);

        using var asked = await browser.GetAsync($"/github/installed?installation_id={installation.Id}&setup_action=install");
        Assert.StartsWith($"{_server.GitHub.Url}/login/oauth/authorize?client_id={StandInState.ClientId}", asked.Headers.Location!.AbsoluteUri, StringComparison.Ordinal);
        Assert.Equal($"{_server.Url}/github/installed", GitHubServer.Parameter(asked, "redirect_uri"));
        using var answer = await ReturnAsync(browser, person, installation: null, GitHubServer.Parameter(asked, "state"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Single(await _server.Get<InstallationStore>().ListAsync(user));
    }

    [Fact]
    public async Task Installed_WithANumberThatIsNotTheirs_ConnectsNothing()
    {
        var (_, _, victims) = await InstalledAsync("User");
        var (user, person, _) = await InstalledAsync("User");
        using var browser = await _server.BrowserAsync(user);
        using var first = await browser.GetAsync("/github/install");

        using var answer = await ReturnAsync(browser, person, victims.Id, GitHubServer.Parameter(first, "state"));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Empty(await _server.Get<InstallationStore>().ListAsync(user));
    }

    /// <summary>GitHub lists an installation for everybody who may read one of its repositories.</summary>
    [Theory]
    [InlineData("User", "admin")]
    [InlineData("Organization", "read")]
    [InlineData("Organization", "write")]
    public async Task Installed_ByAMereCollaborator_ConnectsNothing(string type, string permission)
    {
        var (_, _, installation) = await InstalledAsync(type);
        var (user, person, _) = await InstalledAsync("User");
        person.Permissions[_server.State.Repos.Single(installation.Covers).Id] = permission;
        using var browser = await _server.BrowserAsync(user);
        using var first = await browser.GetAsync("/github/install");

        using var answer = await ReturnAsync(browser, person, installation.Id, GitHubServer.Parameter(first, "state"));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Empty(await _server.Get<InstallationStore>().ListAsync(user));
    }

    [Fact]
    public async Task Installed_ByAnAdminOfSomeRepositoriesOnly_ConnectsNothing()
    {
        var (user, person, installation) = await InstalledAsync("Organization");
        _server.State.AddRepo(installation.Account, "secret");
        using var browser = await _server.BrowserAsync(user);
        using var first = await browser.GetAsync("/github/install");

        using var answer = await ReturnAsync(browser, person, installation.Id, GitHubServer.Parameter(first, "state"));

        Assert.Contains("covers 2 repositories, and you administer 1", GitHubServer.TextOf(await answer.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        Assert.Empty(await _server.Get<InstallationStore>().ListAsync(user));
    }

    [Fact]
    public async Task Installed_WithACodeButWithoutThisPersonsState_DoesNotUseTheCode()
    {
        var (user, person, installation) = await InstalledAsync("User");
        var (other, _, _) = await InstalledAsync("User");
        using var browser = await _server.BrowserAsync(user);
        using var otherBrowser = await _server.BrowserAsync(other);
        using var first = await browser.GetAsync("/github/install");
        var state = GitHubServer.Parameter(first, "state");
        var code = _server.State.AddCode(person, $"{_server.Url}/github/installed");

        foreach (var wrong in new[] { "", "&state=forged", $"&state={Uri.EscapeDataString(state)}" })
        {
            using var answer = await otherBrowser.GetAsync($"/github/installed?installation_id={installation.Id}&code={code}{wrong}");
            Assert.StartsWith($"{_server.GitHub.Url}/login/oauth/authorize", answer.Headers.Location!.AbsoluteUri, StringComparison.Ordinal);
        }

        Assert.Empty(await _server.Get<InstallationStore>().ListAsync(other));
        Assert.True(_server.State.Codes.ContainsKey(code));
    }

    [Fact]
    public async Task Installed_WithAUsedCode_ConnectsNothing()
    {
        var (user, _, installation) = await InstalledAsync("User");
        using var browser = await _server.BrowserAsync(user);
        using var first = await browser.GetAsync("/github/install");

        using var answer = await browser.GetAsync(
            $"/github/installed?installation_id={installation.Id}&code=used&state={Uri.EscapeDataString(GitHubServer.Parameter(first, "state"))}");

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("good once", GitHubServer.TextOf(await answer.Content.ReadAsStringAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Installed_OfAnotherUsersInstallation_IsRefused()
    {
        var (first, person, installation) = await InstalledAsync("User");
        await _server.ConnectAsync(first, installation);
        var (second, _, _) = await InstalledAsync("User");
        using var browser = await _server.BrowserAsync(second);
        using var begun = await browser.GetAsync("/github/install");

        using var answer = await ReturnAsync(browser, person, installation.Id, GitHubServer.Parameter(begun, "state"));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal(first, (await _server.Get<InstallationStore>().FindAsync(installation.Id))!.UserId);
    }

    [Theory]
    [InlineData("?error=access_denied", "declined")]
    [InlineData("?setup_action=request", "owners have been asked")]
    [InlineData("", "named no installation")]
    [InlineData("?code=x&state=forged", "named no installation")]
    public async Task Installed_WithNothingToConnect_SaysWhy(string query, string words)
    {
        var (user, _, _) = await InstalledAsync("User");
        using var browser = await _server.BrowserAsync(user);

        Assert.Contains(words, GitHubServer.TextOf(await browser.GetStringAsync($"/github/installed{query}")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Installed_WhileGitHubFails_SaysSo()
    {
        var (user, person, installation) = await InstalledAsync("User");
        using var browser = await _server.BrowserAsync(user);
        using var first = await browser.GetAsync("/github/install");
        _server.State.Planned.Enqueue(StandInAnswer.PrimaryLimit(DateTimeOffset.UtcNow.AddMinutes(30)));

        using var answer = await ReturnAsync(browser, person, installation.Id, GitHubServer.Parameter(first, "state"));

        Assert.Contains("GitHub limits the platform's requests until", GitHubServer.TextOf(await answer.Content.ReadAsStringAsync()), StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> ReturnAsync(HttpClient browser, StandInPerson person, long? installation, string state)
    {
        var code = _server.State.AddCode(person, $"{_server.Url}/github/installed");
        var id = installation is null ? "" : $"installation_id={installation}&setup_action=install&";
        return await browser.GetAsync($"/github/installed?{id}code={code}&state={Uri.EscapeDataString(state)}");
    }

    /// <summary>A user of ours, the same person at GitHub, and an installation with one repository that they administer.</summary>
    private async Task<(UserId User, StandInPerson Person, StandInInstallation Installation)> InstalledAsync(string type)
    {
        var (user, _) = await fixture.AddUserAsync();
        var account = _server.State.AddAccount($"a-{StandInState.NextId()}", type);
        var person = new StandInPerson(type == "User" ? account : _server.State.AddAccount($"p-{StandInState.NextId()}", "User"));
        person.Permissions[_server.State.AddRepo(account, "shop").Id] = "admin";
        return (user.Id, person, _server.State.Install(account));
    }
}
