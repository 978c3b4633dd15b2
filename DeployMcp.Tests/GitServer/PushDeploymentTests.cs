using DeployMcp.Data.Services;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Git;

namespace DeployMcp.Tests.GitServer;

public class PushDeploymentTests(SharedGitServer shared) : IClassFixture<SharedGitServer>
{
    private readonly RunningGitServer _server = shared.Server;

    [Fact]
    public async Task Push_ToABoundBranch_QueuesADeploymentAndTellsThePusher()
    {
        var repo = await _server.CreateRepoAsync("bound");
        using var work = await GitWorkingCopy.InitAsync(_server.UrlOf(repo, await _server.MintAsync(repo)));
        await work.RunAsync("push", "origin", $"{await work.CommitAsync("a", "1")}:refs/heads/main");
        var web = await _server.CreateServiceAsync(repo, "bound-web", commit: new Commit(await work.RunAsync("rev-parse", "HEAD"), "Change"));
        var staging = await _server.CreateServiceAsync(repo, "bound-staging", "staging");

        var commit = await work.CommitAsync("a", "2", "Second\n\nMore.");
        var push = await work.TryAsync("push", "origin", "main");

        Assert.Contains($"remote: Deploying bound-web ({commit[..7]}) → http://bound-web.localhost:8080", push.Errors, StringComparison.Ordinal);
        Assert.Contains("remote: Follow it with get_service(name=\"bound-web\")", push.Errors, StringComparison.Ordinal);
        var newest = (await _server.DeploymentsAsync(web))[0];
        Assert.Equal((DeploymentTrigger.Push, commit, "Second"), (newest.Trigger, newest.CommitSha, newest.CommitMessage));
        Assert.Equal(WorkflowId.For(web.Id, commit), newest.WorkflowId);
        Assert.Equal(DeploymentStatus.Superseded, (await _server.DeploymentsAsync(web))[1].Status);
        Assert.Single(await _server.DeploymentsAsync(staging));
    }

    [Fact]
    public async Task Push_OfTagsAndDeletions_DeploysNothing()
    {
        var repo = await _server.CreateRepoAsync("tags");
        using var work = await GitWorkingCopy.InitAsync(_server.UrlOf(repo, await _server.MintAsync(repo)));
        var commit = await work.CommitAsync("a", "1");
        await work.RunAsync("push", "origin", "main");
        var web = await _server.CreateServiceAsync(repo, "tags-web", commit: new Commit(commit, null));

        await work.RunAsync("tag", "v1");
        await work.RunAsync("push", "origin", "v1");
        await work.RunAsync("push", "origin", "main:other");
        await work.RunAsync("push", "origin", ":main");

        Assert.Single(await _server.DeploymentsAsync(web));
    }

    [Fact]
    public async Task Push_ForcedBackToAnEarlierCommit_DeploysThatAgain()
    {
        var repo = await _server.CreateRepoAsync("back");
        using var work = await GitWorkingCopy.InitAsync(_server.UrlOf(repo, await _server.MintAsync(repo)));
        var first = await work.CommitAsync("a", "1");
        await work.RunAsync("push", "origin", "main");
        var web = await _server.CreateServiceAsync(repo, "back-web", commit: new Commit(first, null));
        await work.CommitAsync("a", "2");
        await work.RunAsync("push", "origin", "main");

        await work.RunAsync("push", "--force", "origin", $"{first}:refs/heads/main");

        var deployments = await _server.DeploymentsAsync(web);
        Assert.Equal(3, deployments.Count);
        Assert.Equal(first, deployments[0].CommitSha);
    }

    [Fact]
    public async Task Start_AfterAPushThatDeployedNothing_QueuesWhatIsMissingOnce()
    {
        await using var server = await RunningGitServer.StartAsync();
        var repo = await server.CreateRepoAsync("missed");
        using var work = await GitWorkingCopy.InitAsync(server.UrlOf(repo, await server.MintAsync(repo)));
        var first = await work.CommitAsync("a", "1");
        await work.RunAsync("push", "origin", "main");
        var web = await server.CreateServiceAsync(repo, "missed-web", commit: new Commit(first, null));
        var second = await work.CommitAsync("a", "2");

        // As if the server had died when the ref had moved and nothing was queued yet.
        await server.RestartAsync(() => work.RunAsync("push", Path.Combine(server.DataDirectory, GitUrl.PathOf(repo.Id)), "main"));

        await Eventually.TrueAsync(async () => (await server.DeploymentsAsync(web))[0].CommitSha == second);
        Assert.Equal(2, (await server.DeploymentsAsync(web)).Count);
    }

    [Fact]
    public async Task Push_WhileItsServiceIsBeingCreated_IsFoundShortlyAfter()
    {
        var repo = await _server.CreateRepoAsync("race");
        using var work = await GitWorkingCopy.InitAsync(_server.UrlOf(repo, await _server.MintAsync(repo)));
        var first = await work.CommitAsync("a", "1");
        await work.RunAsync("push", "origin", "main");
        var second = await work.CommitAsync("a", "2");
        await work.RunAsync("push", "origin", "main");

        // create_service had read the head before the second push and stores it after.
        var web = await _server.CreateServiceAsync(repo, "race-web", commit: new Commit(first, null));

        await Eventually.TrueAsync(async () => (await _server.DeploymentsAsync(web))[0].CommitSha == second);
    }
}
