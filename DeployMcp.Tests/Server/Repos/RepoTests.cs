using System.Diagnostics;
using System.Text.RegularExpressions;
using DeployMcp.Tests.Server.Fixture;
using ModelContextProtocol.Protocol;

namespace DeployMcp.Tests.Server.Repos;

[Collection(ServerCollection.Name)]
public class RepoTests(ServerFixture fixture)
{
    [Fact]
    public async Task CreateRepo_ForANewUser_MakesTheAccountToo()
    {
        await using var session = await fixture.ConnectAsNewUserAsync();

        var repo = await session.CallAsync("create_repo", new { name = "web" });
        var me = await session.CallAsync("whoami");

        Assert.Equal("ml.ink", (string?)repo["host"]);
        Assert.Matches("^[a-z]+-[a-z]+$", (string?)me["git_account"]);
        Assert.Equal($"{fixture.GitUrl}/{me["git_account"]}/web.git", (string?)repo["url"]);
    }

    [Fact]
    public async Task CreateRepo_Again_ReturnsTheSame()
    {
        await using var session = await fixture.ConnectAsNewUserAsync();

        var repos = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => session.CallAsync("create_repo", new { name = "web", host = "ml.ink" })));

        Assert.Single(repos.Select(r => r.ToJsonString()).Distinct());
    }

    [Fact]
    public async Task CreateRepo_WithEveryArgumentWrong_ListsAll()
    {
        await using var session = await fixture.ConnectAsNewUserAsync();
        var before = await fixture.CountAsync("repos");

        var error = await session.CallExpectingErrorAsync("create_repo", new { name = "My Repo", host = "gitlab.example", description = new string('x', 501) });

        Assert.All(["name:", "host:", "description:"], (string part) => Assert.Contains(part, error, StringComparison.Ordinal));
        Assert.Equal(before, await fixture.CountAsync("repos"));
    }

    [Fact]
    public async Task GetGitToken_OfAnUnknownRepo_NamesCreateRepo()
    {
        await using var session = await fixture.ConnectAsNewUserAsync();

        Assert.Contains("create_repo", await session.CallExpectingErrorAsync("get_git_token", new { name = "nothing" }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetGitToken_GivesAUrlWithoutIt()
    {
        await using var session = await fixture.ConnectAsNewUserAsync();
        var repo = await session.CallAsync("create_repo", new { name = "web" });

        var token = await session.CallAsync("get_git_token", new { name = "web" });

        Assert.Equal((string?)repo["url"], (string?)token["url"]);
        Assert.StartsWith("mlg_", (string?)token["token"], StringComparison.Ordinal);
        Assert.InRange((DateTimeOffset)token["expires_at"]! - DateTimeOffset.UtcNow, TimeSpan.FromHours(11), TimeSpan.FromHours(13));
    }

    [Fact]
    public async Task GetGitToken_WhoseInstructionsAreFollowed_Pushes()
    {
        await using var session = await fixture.ConnectAsNewUserAsync();
        await session.CallAsync("create_repo", new { name = "web" });
        var answer = await session.Client.CallToolAsync("get_git_token", new Dictionary<string, object?>(StringComparer.Ordinal) { ["name"] = "web" });
        var text = string.Concat(answer.Content.OfType<TextContentBlock>().Select(c => c.Text));
        var commands = Regex.Replace(text, "^(Token|Next).*$", "", RegexOptions.Multiline, TimeSpan.FromSeconds(1));
        var directory = Directory.CreateTempSubdirectory("deploymcp-push-").FullName;
        try
        {
            await ShellAsync(directory, "git init -q -b work && git -c user.name=a -c user.email=a@b commit -q --allow-empty -m first");

            await ShellAsync(directory, commands);

            Assert.Contains("refs/heads/main", await ShellAsync(directory, "git ls-remote origin"), StringComparison.Ordinal);
            Assert.DoesNotContain("mlg_", await ShellAsync(directory, "git remote -v; cat .git/config; git status --porcelain"), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task<string> ShellAsync(string directory, string script)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-e", "-c", script]) { WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await errors);
        return output;
    }
}
