using DeployMcp.Domain.Git;
using DeployMcp.Platform.GitHub;
using DeployMcp.Tests.Fixtures.GitHubStandIn;

namespace DeployMcp.Tests.Platform.GitHub;

public class GitHubInstallationsTests(GitHubBench bench) : IClassFixture<GitHubBench>
{
    [Fact]
    public async Task FindAsync_OfTwoHundredAndFiftyRepositories_ReadsAllPages()
    {
        var acme = bench.State.AddAccount("large");
        var repos = Enumerable.Range(1, 250).Select(i => new StandInRepo { Id = StandInState.NextId(), Owner = acme, Name = $"repo-{i}", Directory = "/nonexistent" }).ToList();
        bench.State.Repos.AddRange(repos);
        var installation = bench.State.Install(acme);

        var found = await bench.Get<GitHubInstallations>().FindAsync(installation.Id, CancellationToken.None);

        Assert.Equal((acme.Id, "large", "Organization", "all", false), (found!.AccountId, found.Account, found.AccountType, found.RepositorySelection, found.Suspended));
        Assert.Equal(repos.Select(r => r.Id), found.Repositories.Select(r => r.Id));
        Assert.Equal(("large", "repo-250", true, "main"), (found.Repositories[^1].Owner, found.Repositories[^1].Name, found.Repositories[^1].Private, found.Repositories[^1].DefaultBranch));
    }

    [Fact]
    public async Task FindAsync_OfASuspendedOne_SaysSoWithoutRepositories()
    {
        var (_, installation) = NewRepo("suspended-there");
        installation.SuspendedAt = DateTimeOffset.UtcNow;

        var found = await bench.Get<GitHubInstallations>().FindAsync(installation.Id, CancellationToken.None);

        Assert.True(found!.Suspended);
        Assert.Empty(found.Repositories);
    }

    [Fact]
    public async Task FindAsync_OfOneThatIsGone_IsNull()
    {
        Assert.Null(await bench.Get<GitHubInstallations>().FindAsync(1, CancellationToken.None));
        Assert.Null(await bench.Get<GitHubInstallations>().CoveringAsync(1, CancellationToken.None));
        Assert.Null(await bench.Get<GitHubInstallations>().CoveringAsync("no", "such", CancellationToken.None));
    }

    [Fact]
    public async Task OpenAsync_ManyAtOnce_MintsOneTokenForJustThatRepository()
    {
        var (repo, installation) = NewRepo("narrow");
        bench.State.AddRepo(repo.Owner, "other");
        var repositories = bench.Get<GitHubRepositories>();
        var before = bench.GitHub.Minted;

        var opened = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => repositories.OpenAsync(installation.Id, repo.Id, CancellationToken.None)));

        Assert.Equal(1, bench.GitHub.Minted - before);
        var token = bench.State.FindToken(opened[0].Token.Reveal())!;
        Assert.Equal([repo.Id], token.RepositoryIds!);
        Assert.Equal([("contents", "read"), ("metadata", "read")], token.Permissions.Select(p => (p.Key, p.Value)).Order());
        Assert.DoesNotContain(opened[0].Token.Reveal(), opened[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_WithATokenThatIsAboutToExpire_MintsAnother()
    {
        var (repo, installation) = NewRepo("short");
        var repositories = bench.Get<GitHubRepositories>();
        bench.State.TokenLifetime = TimeSpan.FromMinutes(9);
        try
        {
            var first = await repositories.OpenAsync(installation.Id, repo.Id, CancellationToken.None);
            bench.State.TokenLifetime = TimeSpan.FromHours(1);
            var second = await repositories.OpenAsync(installation.Id, repo.Id, CancellationToken.None);

            Assert.NotEqual(first.Token, second.Token);
            Assert.Equal(second.Token, (await repositories.OpenAsync(installation.Id, repo.Id, CancellationToken.None)).Token);
        }
        finally
        {
            bench.State.TokenLifetime = TimeSpan.FromHours(1);
        }
    }

    [Fact]
    public async Task OpenAsync_OfARenamedAndTransferredRepository_GivesItsPresentName()
    {
        var (repo, installation) = NewRepo("before");
        var repositories = bench.Get<GitHubRepositories>();
        StandInState.Move(repo, repo.Owner, "after");

        var opened = await repositories.OpenAsync(installation.Id, repo.Id, CancellationToken.None);
        var byOldName = await repositories.FindAsync(installation.Id, new GitHubRepoName(repo.Owner.Login, "before"), CancellationToken.None);
        var covering = await bench.Get<GitHubInstallations>().CoveringAsync(repo.Owner.Login, "before", CancellationToken.None);

        Assert.Equal($"{bench.GitHub.Url}/{repo.Owner.Login}/after.git", opened.CloneUrl.AbsoluteUri);
        Assert.Equal((repo.Id, "after"), (byOldName.Id, byOldName.Name));
        Assert.Equal(installation.Id, covering!.Id);
    }

    [Fact]
    public async Task OpenAsync_OfWhatIsNotGiven_SaysWhichProblem()
    {
        var (repo, installation) = NewRepo("given");
        var hidden = bench.State.AddRepo(repo.Owner, "hidden");
        installation.Selected = [repo.Id];
        var poor = bench.State.Install(bench.State.AddAccount($"poor-{repo.Id}"));
        poor.Permissions.Remove("contents");
        var poorRepo = bench.State.AddRepo(poor.Account, "poor");
        var suspended = bench.State.Install(bench.State.AddAccount($"suspended-{repo.Id}"));
        suspended.SuspendedAt = DateTimeOffset.UtcNow;

        Assert.Equal(GitHubProblem.NoAccess, await ProblemAsync(installation.Id, hidden.Id));
        Assert.Equal(GitHubProblem.NoAccess, await ProblemAsync(installation.Id, 1));
        Assert.Equal(GitHubProblem.NotInstalled, await ProblemAsync(1, repo.Id));
        Assert.Equal(GitHubProblem.NotPermitted, await ProblemAsync(poor.Id, poorRepo.Id));
        Assert.Equal(GitHubProblem.Suspended, await ProblemAsync(suspended.Id, repo.Id));
    }

    [Fact]
    public async Task MintForPushAsync_IsNotKept()
    {
        var (repo, installation) = NewRepo("pushed");
        var repositories = bench.Get<GitHubRepositories>();

        var first = await repositories.MintForPushAsync(installation.Id, repo.Id, CancellationToken.None);
        var second = await repositories.MintForPushAsync(installation.Id, repo.Id, CancellationToken.None);

        Assert.NotEqual(first.Token, second.Token);
        Assert.Equal(("write", 1), (bench.State.FindToken(first.Token.Reveal())!.Permissions["contents"], bench.State.FindToken(first.Token.Reveal())!.RepositoryIds!.Count));
        Assert.InRange(first.ExpiresAt - DateTimeOffset.UtcNow, TimeSpan.FromMinutes(58), TimeSpan.FromMinutes(61));
    }

    private async Task<GitHubProblem> ProblemAsync(long installation, long repo)
    {
        var refused = await Assert.ThrowsAsync<GitHubAccessException>(() => bench.Get<GitHubRepositories>().OpenAsync(installation, repo, CancellationToken.None));
        Assert.StartsWith("GitHub: 4", refused.Evidence, StringComparison.Ordinal);
        return refused.Problem;
    }

    private (StandInRepo Repo, StandInInstallation Installation) NewRepo(string name)
    {
        var owner = bench.State.AddAccount($"{name}-{StandInState.NextId()}");
        return (bench.State.AddRepo(owner, name), bench.State.Install(owner));
    }
}
