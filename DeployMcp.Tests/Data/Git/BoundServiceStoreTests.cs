using DeployMcp.Data.Deployments;
using DeployMcp.Data.Git;
using DeployMcp.Data.Services;
using DeployMcp.Domain.Deployments;
using DeployMcp.Tests.Fixtures;

namespace DeployMcp.Tests.Data.Git;

public class BoundServiceStoreTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task ListAsync_OfARepo_TellsTheNewestDeploymentOfEachServiceThatFollowsIt()
    {
        var user = await database.AddUserAsync();
        var (repo, _) = await database.Get<RepoStore>().EnsureAsync(user.Id, "ml.ink", user.Name, "app", null);
        var services = database.Get<ServiceStore>();
        var (web, first, _) = await services.CreateAsync(TestDatabase.NewService(user.Id, "web", new Commit(new string('a', 40), null), repo.Id));
        await services.CreateAsync(TestDatabase.NewService(user.Id, "worker", commit: null, repo.Id));
        await services.CreateAsync(TestDatabase.NewService(user.Id, "manual", commit: null, repo.Id) with { AutoDeploy = false });
        await services.CreateAsync(TestDatabase.NewService(user.Id, "gone", commit: null, repo.Id));
        await services.MarkDeletedAsync(user.Id, "default", "gone");
        await database.Get<DeploymentStore>().TryFinishAsync(first!.Id, DeploymentStatus.Failed);

        var bound = await database.Get<BoundServiceStore>().ListAsync(repo.Id);

        Assert.Equal(["web", "worker"], bound.Select(b => b.Name));
        Assert.Equal((web.Id, "main", new string('a', 40), false), (bound[0].Id, bound[0].Branch, bound[0].NewestCommit, bound[0].InProgress));
        Assert.Equal((null, true), (bound[1].NewestCommit, bound[1].InProgress));
        Assert.Contains(repo.Id, await database.Get<BoundServiceStore>().ListReposAsync());
    }

    [Fact]
    public async Task ListAsync_AfterARollback_StillTellsWhatWasRolledBackFrom()
    {
        var user = await database.AddUserAsync();
        var (repo, _) = await database.Get<RepoStore>().EnsureAsync(user.Id, "ml.ink", user.Name, "app", null);
        var (web, first, _) = await database.Get<ServiceStore>().CreateAsync(TestDatabase.NewService(user.Id, "web", new Commit(new string('a', 40), null), repo.Id));
        await database.Get<DeploymentStore>().SetReleaseAsync(first!.Id, "release", "{}");
        await database.Get<DeploymentQueue>().PushAsync(web.Id, new Commit(new string('b', 40), null));

        Assert.True((await database.Get<DeploymentQueue>().RollbackAsync(web.Id, first.Id))!.Created);

        Assert.Equal(new string('b', 40), Assert.Single(await database.Get<BoundServiceStore>().ListAsync(repo.Id)).NewestCommit);
    }
}
