using DeployMcp.Data.Git;
using DeployMcp.Data.Keys;
using DeployMcp.Data.Users;
using DeployMcp.Domain.Identity;
using DeployMcp.Tests.EndToEnd;
using DeployMcp.Tests.Fixtures.GitHubStandIn;
using DeployMcp.Tests.Server.Fixture;

namespace DeployMcp.Tests.Server.GitHub;

[Collection(ServerCollection.Name)]
public sealed class GitHubToolsTests(ServerFixture fixture) : IAsyncLifetime
{
    private GitHubServer _server = null!;
    private StandInAccount _acme = null!;
    private StandInRepo _shop = null!;
    private StandInInstallation _installation = null!;
    private User _user = null!;
    private McpSession _session = null!;

    public async Task InitializeAsync()
    {
        _server = await GitHubServer.StartAsync(fixture, "--Server:PublicUrl=https://deploy.example");
        _acme = _server.State.AddAccount("acme");
        _shop = _server.State.AddRepo(_acme, "shop");
        _installation = _server.State.Install(_acme, _shop);
        (_user, _session) = await _server.AddUserAsync();
    }

    public async Task DisposeAsync()
    {
        await _session.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task WhoAmI_SaysWhatIsConnectedAndWhereToConnect()
    {
        var before = await _session.CallAsync("whoami");
        await _server.ConnectAsync(_user.Id, _installation);
        await _server.Get<InstallationStore>().SuspendAsync(_installation.Id, suspended: true);
        var after = await _session.CallAsync("whoami");

        Assert.Equal(("[]", "https://deploy.example/github/install"), (before["github_accounts"]!.ToJsonString(), (string?)before["github_install_url"]));
        Assert.Equal("""["acme (suspended)"]""", after["github_accounts"]!.ToJsonString());
    }

    [Fact]
    public async Task WhoAmI_WithoutAnApp_SaysNothingOfGitHub()
    {
        await using var session = await fixture.ConnectAsNewUserAsync();

        Assert.Null((await session.CallAsync("whoami"))["github_install_url"]);
    }

    [Fact]
    public async Task Tools_BeforeGitHubIsConnected_GiveTheLink()
    {
        foreach (var call in new[] { Refuse("create_repo", new { name = "web", host = "github.com" }), Refuse("get_git_token", new { name = "acme/shop", host = "github.com" }), Refuse("create_service", new { repo = "acme/shop", name = "shop", host = "github.com" }) })
        {
            Assert.Contains("https://deploy.example/github/install", await call, StringComparison.Ordinal);
        }

        Assert.Empty(_server.State.Requests);
    }

    [Fact]
    public async Task CreateRepo_InAnOrganisation_MakesAPrivateOneOnceAndTheTokenPushesToIt()
    {
        await _server.ConnectAsync(_user.Id, _installation);

        var repo = await _session.CallAsync("create_repo", new { name = "web", host = "github.com", description = "The web" });
        var again = await _session.CallAsync("create_repo", new { name = "acme/web", host = "github.com" });
        var token = await _session.CallAsync("get_git_token", new { name = "acme/web", host = "github.com" });

        Assert.Equal(("acme/web", "github.com", $"{_server.GitHub.Url}/acme/web.git"), ((string?)repo["name"], (string?)repo["host"], (string?)repo["url"]));
        Assert.Equal(repo.ToJsonString(), again.ToJsonString());
        Assert.InRange(DateTimeOffset.Parse((string)token["expires_at"]!, null) - DateTimeOffset.UtcNow, TimeSpan.FromMinutes(55), TimeSpan.FromMinutes(61));
        using var work = new GitWorkingCopy();
        work.Write("index.html", "hello").CommitAndPush((string)token["url"]!, (string)token["token"]!);
        Assert.Throws<InvalidOperationException>(() => work.CommitAndPush($"{_server.GitHub.Url}/acme/shop.git", (string)token["token"]!));
        Assert.Contains(await fixture.AuditOfAsync(_user.Id), a => a is ("create_repo", _, "created", _));
    }

    [Fact]
    public async Task CreateRepo_WhereItCannotBe_SaysWhyAndWhatElse()
    {
        var person = _server.State.AddAccount("somebody", "User");
        await _server.ConnectAsync(_user.Id, _server.State.Install(person));
        Assert.Contains("organisations only", await Refuse("create_repo", new { name = "web", host = "github.com" }), StringComparison.Ordinal);

        await _server.ConnectAsync(_user.Id, _installation);
        Assert.Contains("acme, somebody", await Refuse("create_repo", new { name = "web", host = "github.com" }), StringComparison.Ordinal);
        Assert.Contains("you have not connected beta", await Refuse("create_repo", new { name = "beta/web", host = "github.com" }), StringComparison.Ordinal);
        _server.State.AddRepo(_acme, "hidden");
        Assert.Contains("may not reach", await Refuse("create_repo", new { name = "acme/hidden", host = "github.com" }), StringComparison.Ordinal);
        var modest = _server.State.Install(_server.State.AddAccount("modest"));
        modest.Permissions.Remove("administration");
        await _server.ConnectAsync(_user.Id, modest);
        Assert.Contains("Administration: write", await Refuse("create_repo", new { name = "modest/web", host = "github.com" }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CreateService_FromAPrivateRepository_BindsItByItsIdUnderBothWaysToNameIt()
    {
        await _server.ConnectAsync(_user.Id, _installation);

        var named = await _session.CallAsync("create_service", new { repo = "acme/shop", name = "named", host = "github.com" });
        StandInState.Move(_shop, _acme, "store");
        var byOldName = await _session.CallAsync("create_service", new { repo = "acme/shop", name = "renamed", host = "github.com" });
        var byUrl = await _session.CallAsync("create_service", new { repo = "https://github.com/acme/store", name = "by-url" });

        Assert.Equal(("acme/shop", "github.com"), ((string?)named["repo"], ((string?)(await _session.CallAsync("create_repo", new { name = "acme/store", host = "github.com" }))["host"])));
        Assert.All([named, byOldName, byUrl], s => Assert.Equal("queued", (string?)s["status"]));
        var repo = Assert.Single(await _server.Get<RepoStore>().ListAsync(_user.Id));
        Assert.Equal((_shop.Id, "acme/store", _installation.Id), (repo.GitHubId, repo.FullName, repo.InstallationId));
        Assert.Equal(3, (await _server.Get<DeployMcp.Data.Services.ServiceStore>().ListBoundAsync(_shop.Id, "main")).Count);
    }

    [Fact]
    public async Task CreateService_WithManyErrors_TellsThemAllAtOnce()
    {
        await _server.ConnectAsync(_user.Id, _installation);

        var error = await Refuse("create_service", new { repo = "acme/nothing", name = "Bad Name", host = "github.com", memory = "9Gi" });

        Assert.All(["repo: there is no acme/nothing", "name:", "memory:"], (string part) => Assert.Contains(part, error, StringComparison.Ordinal));
        Assert.Contains("repo:", await Refuse("create_service", new { repo = "shop", name = "x", host = "github.com" }), StringComparison.Ordinal);
        Assert.Contains("host:", await Refuse("create_service", new { repo = "acme/shop", name = "x", host = "gitlab.com" }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tools_ForAnothersRepository_AnswerAsForNone()
    {
        await _server.ConnectAsync(_user.Id, _installation);
        var (stranger, theirs) = await _server.AddUserAsync();
        await using var session = theirs;
        await _server.ConnectAsync(stranger.Id, _server.State.Install(_server.State.AddAccount("beta")));

        foreach (var tool in new[] { "get_git_token", "create_service" })
        {
            var existing = await ErrorAsync(session, tool, "acme/shop");
            var absent = await ErrorAsync(session, tool, "acme/none");
            Assert.Equal(existing.Replace("acme/shop", "acme/none", StringComparison.Ordinal), absent);
            Assert.Contains("acme/shop", existing, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(_server.State.Tokens.Values, t => t.Installation == _installation);
        Assert.Empty(await _server.Get<RepoStore>().ListAsync(stranger.Id));
    }

    [Fact]
    public async Task GetGitToken_WhileSuspendedUninstalledOrLimited_SaysWhich()
    {
        await _server.ConnectAsync(_user.Id, _installation);
        _installation.SuspendedAt = DateTimeOffset.UtcNow;
        Assert.Contains("unsuspend", await TokenErrorAsync(), StringComparison.Ordinal);
        _installation.SuspendedAt = null;

        _server.State.Planned.Enqueue(StandInAnswer.SecondaryLimit(429, retryAfter: 3_000));
        Assert.Contains("Your arguments are not the reason", await TokenErrorAsync(), StringComparison.Ordinal);

        _server.State.Uninstall(_installation);
        Assert.Contains("https://deploy.example/github/install", await TokenErrorAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetGitToken_WithAKeyForAnotherProject_FindsNoRepoThatAServiceIsMadeFrom()
    {
        await _server.ConnectAsync(_user.Id, _installation);
        await _session.CallAsync("create_service", new { repo = "acme/shop", name = "shop", host = "github.com", project = "first" });
        var (_, narrow) = await fixture.Get<ApiKeyStore>().CreateAsync(new NewApiKey(_user.Id, "narrow", KeyScope.Deploy, "test") { Project = "second" });
        await using var session = await McpSession.ConnectAsync($"{_server.Url}/mcp", narrow.Reveal());

        Assert.Contains("there is no acme/shop", await session.CallExpectingErrorAsync("get_git_token", new { name = "acme/shop", host = "github.com" }), StringComparison.Ordinal);
    }

    private Task<string> TokenErrorAsync() => Refuse("get_git_token", new { name = "shop", host = "github.com" });

    private Task<string> Refuse(string tool, object arguments) => _session.CallExpectingErrorAsync(tool, arguments);

    private static Task<string> ErrorAsync(McpSession session, string tool, string repo)
        => session.CallExpectingErrorAsync(tool, tool == "create_service" ? new { repo, name = "x", host = "github.com" } : new { name = repo, host = "github.com" });
}
