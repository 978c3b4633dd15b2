using DeployMcp.Data.Git;
using DeployMcp.Domain.Git;
using DeployMcp.Domain.Security;
using DeployMcp.Tests.Fixtures;

namespace DeployMcp.Tests.Data.Git;

public class GitTokenStoreTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task AuthorizeAsync_ByPathAndToken_FindsTheRepoForThisTokenOnly()
    {
        var repo = await AddRepoAsync("one");
        var other = await AddRepoAsync("two");
        var tokens = database.Get<GitTokenStore>();
        var read = (await tokens.MintAsync(repo.Id, GitAccess.Read, TimeSpan.FromMinutes(1))).Token;
        var expired = (await tokens.MintAsync(repo.Id, GitAccess.Write, TimeSpan.FromMinutes(-1))).Token;

        Assert.Equal(new GitGrant(repo, GitAccess.Read), await tokens.AuthorizeAsync(repo.Host, repo.Account, repo.Name, read));
        Assert.Null(await tokens.AuthorizeAsync(repo.Host, repo.Account, repo.Name, expired));
        Assert.Null(await tokens.AuthorizeAsync(repo.Host, repo.Account, repo.Name, new Sensitive("mlg_unknown")));
        Assert.Null(await tokens.AuthorizeAsync(other.Host, other.Account, other.Name, read));
        Assert.Null(await tokens.AuthorizeAsync("elsewhere", repo.Account, repo.Name, read));
    }

    private async Task<Repo> AddRepoAsync(string name)
    {
        var user = await database.AddUserAsync();
        return (await database.Get<RepoStore>().EnsureAsync(user.Id, "ml.ink", user.Name, name, null)).Repo;
    }
}
