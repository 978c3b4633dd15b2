using System.Net;
using System.Text.RegularExpressions;
using System.Web;
using DeployMcp.Tests.Fixtures.GitHubStandIn;

namespace DeployMcp.Tests.EndToEnd;

/// <summary>The whole platform with a GitHub App at the stand-in: a person connects, an agent does the rest.</summary>
[Collection(PlatformCollection.Name)]
public sealed partial class GitHubTests : IAsyncLifetime
{
    private RunningGitHub _github = null!;
    private RunningPlatform _platform = null!;

    public async Task InitializeAsync()
    {
        _github = await RunningGitHub.StartAsync();
        _platform = await RunningPlatform.StartAsync(settings: [.. _github.Settings.Select(s => $"GitHub__{s.Key}={s.Value}")]);
    }

    public async Task DisposeAsync()
    {
        await _platform.DisposeAsync();
        await _github.DisposeAsync();
    }

    [Fact]
    public async Task APersonConnectsTheirOrganisation_AndTheAgentDeploysAPrivateRepositoryFromThere()
    {
        var acme = _github.State.AddAccount("acme");
        var person = new StandInPerson(_github.State.AddAccount("somebody", "User"));
        person.Permissions[_github.State.AddRepo(acme, "old").Id] = "admin";
        var installation = _github.State.Install(acme);
        await ConnectAsync(person, installation);
        await using var mcp = await McpSession.ConnectAsync(_platform.Connection.McpUrl, _platform.Connection.ApiKey);

        var repo = await mcp.CallAsync("create_repo", new { name = "acme/site", host = "github.com" });
        var token = await mcp.CallAsync("get_git_token", new { name = "acme/site", host = "github.com" });
        using var work = new GitWorkingCopy();
        work.Write("index.html", "from a private repository").CommitAndPush((string)repo["url"]!, (string)token["token"]!);
        var service = await mcp.CallAsync("create_service", new { repo = "acme/site", name = "site", host = "github.com", build_pack = "static", wait_seconds = 120 });

        Assert.Equal("active", (string?)service["status"]);
        Assert.Equal("from a private repository", await GetAsync("site"));

        StandInState.Move(_github.State.Repos.Single(r => r.Name == "site"), acme, "website");
        work.Write("index.html", "renamed meanwhile").CommitAndPush($"{_github.Url}/acme/website.git", (string)token["token"]!);
        Assert.Equal("active", (string?)(await mcp.CallAsync("redeploy_service", new { name = "site", wait_seconds = 120 }))["status"]);
        Assert.Equal("renamed meanwhile", await GetAsync("site"));

        await _platform.StopAsync();
        AssertNowhere(_github.State.Tokens.Keys.Concat(_github.State.UserTokens.Keys).Append(StandInState.ClientSecret), _platform.Data);
        Assert.DoesNotContain("ghs_", _platform.Output, StringComparison.Ordinal);
    }

    /// <summary>In the person's browser: the development sign-in, GitHub's page (played), and back.</summary>
    private async Task ConnectAsync(StandInPerson person, StandInInstallation installation)
    {
        var server = new Uri(_platform.Connection.McpUrl).GetLeftPart(UriPartial.Authority);
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = new Uri(server) };
        var form = FormToken().Match(await browser.GetStringAsync("/signin")).Groups[1].Value;
        using var signIn = new FormUrlEncodedContent([KeyValuePair.Create("__RequestVerificationToken", form), KeyValuePair.Create("return", "/github/install")]);
        (await browser.PostAsync("/signin/development", signIn)).Dispose();
        using var install = await browser.GetAsync("/github/install");
        var state = HttpUtility.ParseQueryString(install.Headers.Location!.Query)["state"]!;
        var code = _github.State.AddCode(person, $"{server}/github/installed");
        var page = await browser.GetStringAsync($"/github/installed?installation_id={installation.Id}&code={code}&state={Uri.EscapeDataString(state)}");
        Assert.Contains("GitHub is connected", page, StringComparison.Ordinal);
    }

    private async Task<string> GetAsync(string service)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{_platform.Ports[3]}/");
        request.Headers.Host = $"{service}.localhost:{_platform.Ports[3]}";
        using var answer = await http.SendAsync(request);
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>Neither in a file of the platform's (PostgreSQL's among them) nor on any command line.</summary>
    private static void AssertNowhere(IEnumerable<string> secrets, string directory)
    {
        var all = secrets.ToList();
        Assert.NotEmpty(all);
        foreach (var file in Directory.EnumerateFiles(directory, "*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true }))
        {
            var text = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file));
            Assert.All(all, secret => Assert.False(text.Contains(secret, StringComparison.Ordinal), $"A secret stands in {file}."));
        }
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex FormToken();
}
