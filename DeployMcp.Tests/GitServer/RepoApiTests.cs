using System.Net;
using System.Net.Http.Json;
using DeployMcp.Domain.Git;
using DeployMcp.Domain.Identity;

namespace DeployMcp.Tests.GitServer;

public class RepoApiTests(SharedGitServer shared) : IClassFixture<SharedGitServer>
{
    private readonly RunningGitServer _server = shared.Server;

    [Theory]
    [InlineData(null)]
    [InlineData("wrong")]
    public async Task Api_WithoutTheServiceToken_Answers401ToEverything(string? token)
    {
        var repo = await _server.CreateRepoAsync("guarded");
        using var client = _server.Client(token);

        HttpResponseMessage[] answers =
        [
            await client.PutAsync($"/api/repos/{repo.Id}", null),
            await client.PostAsync($"/API/repos/{repo.Id}/tokens", new StringContent("{")),
            await client.GetAsync($"/api/repos/{repo.Id}/branches/main"),
            await client.DeleteAsync($"/api/repos/{repo.Id}"),
            await client.GetAsync($"/api/repos/{RepoId.New()}/branches/main"),
        ];

        Assert.All(answers, a => Assert.Equal(HttpStatusCode.Unauthorized, a.StatusCode));
        Assert.All(answers, a => Assert.Equal("Bearer", a.Headers.WwwAuthenticate.ToString()));
    }

    [Fact]
    public async Task Api_ForARepoWithoutARow_Answers404()
    {
        using var client = _server.Client();
        var id = RepoId.New();

        Assert.Equal(HttpStatusCode.NotFound, (await client.PutAsync($"/api/repos/{id}", null)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.PostAsJsonAsync($"/api/repos/{id}/tokens", new MintTokenRequest(GitAccess.Read, 60))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"/api/repos/{id}/branches/main")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync($"/api/repos/{id}")).StatusCode);
    }

    [Fact]
    public async Task PutAndDelete_AtOnceAndAgain_MakeAndRemoveOneRepository()
    {
        var repo = await _server.CreateRepoAsync("made");
        using var client = _server.Client();

        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.PutAsync($"/api/repos/{repo.Id}", null)));
        Assert.All(made, a => Assert.Equal(HttpStatusCode.NoContent, a.StatusCode));
        Assert.True(File.Exists(Path.Combine(_server.DataDirectory, $"{repo.Id}.git", "HEAD")));

        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync($"/api/repos/{repo.Id}")).StatusCode);
            Assert.False(Directory.Exists(Path.Combine(_server.DataDirectory, $"{repo.Id}.git")));
        }

        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_server.DataDirectory, "tmp")));
    }

    [Theory]
    [InlineData(59)]
    [InlineData((30 * 24 * 60 * 60) + 1)]
    public async Task Tokens_WithALifetimeOutOfRange_Answer400(int seconds)
    {
        var repo = await _server.CreateRepoAsync("lifetimes");
        using var client = _server.Client();

        var answer = await client.PostAsJsonAsync($"/api/repos/{repo.Id}/tokens", new MintTokenRequest(GitAccess.Read, seconds));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Branches_OfEachKind_SayTheHeadOrWhatThereIs()
    {
        var repo = await _server.CreateRepoAsync("branches");
        using var client = _server.Client();
        Task<BranchHead?> FindAsync(string branch) => client.GetFromJsonAsync<BranchHead>($"/api/repos/{repo.Id}/branches/{branch}");
        Assert.Equal((null, true), await FindAsync("main") is { } empty ? (empty.Commit, empty.RepoIsEmpty) : default);

        using var work = await GitWorkingCopy.InitAsync(_server.UrlOf(repo, await _server.MintAsync(repo)));
        var commit = await work.CommitAsync("a", "1", "Say hello\n\nAt length.");
        await work.RunAsync("push", "origin", "main", "main:feature/x");

        var head = await FindAsync("feature/x");
        Assert.Equal((commit, "Say hello", false), (head!.Commit, head.Message, head.RepoIsEmpty));
        var absent = await FindAsync("feature");
        Assert.Null(absent!.Commit);
        Assert.Equal(["feature/x", "main"], absent.Branches);
        Assert.Null((await FindAsync("ma*"))!.Commit);
    }

    [Fact]
    public async Task Health_WithADatabase_IsHealthy()
    {
        using var client = _server.Client(null);

        Assert.Equal("Healthy", await client.GetStringAsync("/health"));
    }
}
