using DeployMcp.Data.Git;
using DeployMcp.Data.Services;
using DeployMcp.Tests.Fixtures;

namespace DeployMcp.Tests.Data.Git;

public class InstallationStoreTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static long _lastId;

    private InstallationStore Installations => database.Get<InstallationStore>();

    private GitHubRepoStore Repos => database.Get<GitHubRepoStore>();

    [Fact]
    public async Task UpsertAsync_OfAnothersInstallation_ChangesNothing()
    {
        var (mine, theirs) = (await database.AddUserAsync(), await database.AddUserAsync());
        var facts = Facts("acme");

        Assert.True(await Installations.UpsertAsync(mine.Id, facts));
        Assert.False(await Installations.UpsertAsync(theirs.Id, facts with { Account = "stolen" }));
        Assert.True(await Installations.UpsertAsync(mine.Id, facts with { Account = "acme-two" }));

        Assert.Equal((mine.Id, "acme-two"), ((await Installations.FindAsync(facts.Id))!.UserId, (await Installations.FindAsync(facts.Id))!.Account));
        Assert.Empty(await Installations.ListAsync(theirs.Id));
    }

    [Fact]
    public async Task UpdateAndSuspend_OfWhatNobodyConnected_DoNothing()
    {
        var facts = Facts("nobody");

        Assert.False(await Installations.UpdateAsync(facts));
        Assert.False(await Installations.SuspendAsync(facts.Id, suspended: true));
        Assert.False(await Installations.RemoveAsync(facts.Id));
        Assert.Null(await Installations.FindAsync(facts.Id));
    }

    [Fact]
    public async Task RemoveAsync_LeavesItsReposWithoutInstallation()
    {
        var user = await database.AddUserAsync();
        var facts = Facts("acme");
        await Installations.UpsertAsync(user.Id, facts);
        await Installations.SuspendAsync(facts.Id, suspended: true);
        Assert.True(Assert.Single(await Installations.ListAsync(user.Id)).Suspended);
        var (repo, _) = await Repos.EnsureAsync(user.Id, "github.com", new GitHubRepo(facts.Id * 10, facts.Id, "acme", "shop", null));

        Assert.True(await Installations.RemoveAsync(facts.Id));

        var left = await database.Get<RepoStore>().FindAsync(repo.Id);
        Assert.Equal((facts.Id * 10, (long?)null, "acme/shop"), (left!.GitHubId, left.InstallationId, left.FullName));
    }

    [Fact]
    public async Task EnsureAsync_ByGitHubsId_FollowsRenamesAndKeepsUsersAndOwnersApart()
    {
        var (one, two) = (await database.AddUserAsync(), await database.AddUserAsync());
        var (facts, other) = (Facts("acme"), Facts("beta"));
        await Installations.UpsertAsync(one.Id, facts);
        await Installations.UpsertAsync(two.Id, other);
        var id = facts.Id * 10;

        var (first, made) = await Repos.EnsureAsync(one.Id, "github.com", new GitHubRepo(id, facts.Id, "acme", "shop", "a shop"));
        var (again, madeAgain) = await Repos.EnsureAsync(one.Id, "github.com", new GitHubRepo(id, facts.Id, "acme", "store", null));
        var (fork, _) = await Repos.EnsureAsync(one.Id, "github.com", new GitHubRepo(id + 1, facts.Id, "beta", "store", null));
        var (theirs, _) = await Repos.EnsureAsync(two.Id, "github.com", new GitHubRepo(id, other.Id, "acme", "store", null));

        Assert.Equal((true, false, first.Id, "acme/store"), (made, madeAgain, again.Id, again.FullName));
        Assert.Equal(3, new[] { again.Id, fork.Id, theirs.Id }.Distinct().Count());
        Assert.Equal(2, await Repos.RenameAsync(id, "acme", "market"));
        Assert.Equal(["acme/market", "beta/store"], (await database.Get<RepoStore>().ListAsync(one.Id)).Select(r => r.FullName));
    }

    [Fact]
    public async Task ListBoundAsync_ByGitHubsId_FindsTheServicesOfEveryUserOnThatBranch()
    {
        var (one, two) = (await database.AddUserAsync(), await database.AddUserAsync());
        var facts = Facts("acme");
        await Installations.UpsertAsync(one.Id, facts);
        foreach (var user in new[] { one, two })
        {
            var (repo, _) = await Repos.EnsureAsync(user.Id, "github.com", new GitHubRepo(facts.Id * 10, facts.Id, "acme", "shop", null));
            await database.Get<ServiceStore>().CreateAsync(TestDatabase.NewService(user.Id, "shop", repoId: repo.Id));
        }

        Assert.Equal(2, (await database.Get<ServiceStore>().ListBoundAsync(facts.Id * 10, "main")).Count);
        Assert.Empty(await database.Get<ServiceStore>().ListBoundAsync(facts.Id * 10, "other"));
        Assert.DoesNotContain(
            await database.Get<RepoStore>().ListAsync(one.Id), r => database.Get<BoundServiceStore>().ListReposAsync().GetAwaiter().GetResult().Contains(r.Id));
    }

    private static InstallationFacts Facts(string account)
    {
        var id = Interlocked.Increment(ref _lastId);
        return new InstallationFacts(id, id + 1_000, account, "Organization", "all", Suspended: false);
    }
}
