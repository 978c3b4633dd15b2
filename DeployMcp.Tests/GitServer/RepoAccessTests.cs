using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Dapper;
using DeployMcp.Domain.Git;
using Npgsql;

namespace DeployMcp.Tests.GitServer;

public class RepoAccessTests(SharedGitServer shared) : IClassFixture<SharedGitServer>
{
    private static readonly string[] Paths = ["info/refs?service=git-upload-pack", "info/refs?service=git-receive-pack", "info/refs", "git-upload-pack", "git-receive-pack"];

    private readonly RunningGitServer _server = shared.Server;

    [Fact]
    public async Task Request_WithoutAGoodToken_IsAlwaysTheSame401()
    {
        var repo = await _server.CreateRepoAsync("secret");
        var other = await _server.CreateRepoAsync("mine", "lively-gecko");
        var foreign = await _server.MintAsync(other);
        var expired = await _server.MintAsync(repo);
        await ExpireAsync(repo);
        string?[] tokens = [null, "", "mlg_wrong", foreign, expired, RunningGitServer.ServiceToken, new string('x', 5000)];
        string[] repos = ["awake-dassie/secret.git", "awake-dassie/secret", "awake-dassie/nothing-here.git", "nobody/secret.git", "..%2f/%2e.git"];

        var answers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in Paths)
        {
            foreach (var name in repos)
            {
                foreach (var token in tokens)
                {
                    answers.Add(await DescribeAsync(name, path, token));
                }
            }
        }

        Assert.Contains("401", Assert.Single(answers), StringComparison.Ordinal);
        Assert.Contains("WWW-Authenticate: Basic realm=\"git\"", answers.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Git_WithAnotherReposToken_IsToldNothing()
    {
        var repo = await _server.CreateRepoAsync("hidden");
        var foreign = await _server.MintAsync(await _server.CreateRepoAsync("own", "lively-gecko"));
        using var work = await GitWorkingCopy.InitAsync();

        var there = await work.TryAsync("ls-remote", _server.UrlOf(repo, foreign));
        var absent = await work.TryAsync("ls-remote", _server.UrlOf(repo with { Name = "absent" }, foreign));

        Assert.Equal(128, there.ExitCode);
        Assert.Equal(absent.Errors, there.Errors.Replace("hidden", "absent", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Push_WithATokenForReading_Is403AndFetchWorks()
    {
        var repo = await _server.CreateRepoAsync("readable");
        using var work = await GitWorkingCopy.InitAsync(_server.UrlOf(repo, await _server.MintAsync(repo, GitAccess.Read)));
        await work.CommitAsync("a", "1");

        await work.RunAsync("fetch", "origin");
        var push = await work.TryAsync("push", "origin", "main");

        Assert.NotEqual(0, push.ExitCode);
        Assert.Contains("403", push.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Basic")]
    [InlineData("Bearer")]
    public async Task Request_WithTheTokenInEitherScheme_IsLetIn(string scheme)
    {
        var repo = await _server.CreateRepoAsync("schemes");
        var token = await _server.MintAsync(repo);
        using var client = _server.Client(null);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            scheme, scheme == "Basic" ? Convert.ToBase64String(Encoding.UTF8.GetBytes($"anybody:{token}")) : token);

        var answer = await client.GetAsync($"/{repo.Account}/{repo.Name}.git/info/refs?service=git-upload-pack");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/x-git-upload-pack-advertisement", answer.Content.Headers.ContentType?.ToString());
    }

    private async Task<string> DescribeAsync(string name, string path, string? token)
    {
        using var client = _server.Client(null);
        if (token is not null)
        {
            client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"x:{token}")));
        }

        using var request = new HttpRequestMessage(path.StartsWith("info", StringComparison.Ordinal) ? HttpMethod.Get : HttpMethod.Post, $"/{name}/{path}");
        using var answer = await client.SendAsync(request);
        var headers = answer.Headers.Concat(answer.Content.Headers).Where(h => h.Key != "Date").Select(h => $"{h.Key}: {string.Join(',', h.Value)}");
        return $"{(int)answer.StatusCode}\n{string.Join('\n', headers.Order(StringComparer.Ordinal))}\n{await answer.Content.ReadAsStringAsync()}";
    }

    private async Task ExpireAsync(Repo repo)
    {
        await using var connection = await _server.Get<NpgsqlDataSource>().OpenConnectionAsync();
        await connection.ExecuteAsync("update git_tokens set expires_at = now() - interval '1 second' where repo_id = @id", new { id = repo.Id.Value });
    }
}
