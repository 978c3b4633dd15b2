using DeployMcp.Data.Deployments;
using DeployMcp.Data.Services;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Failures;
using DeployMcp.Domain.Services;
using DeployMcp.Tests.Fixtures;

namespace DeployMcp.Tests.Data.Deployments;

public class DeploymentQueueTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly Commit First = new(new string('a', 40), "first");
    private static readonly Commit Second = new(new string('b', 40), "second");

    private DeploymentQueue Queue => database.Get<DeploymentQueue>();

    private DeploymentStore Store => database.Get<DeploymentStore>();

    [Fact]
    public async Task PushAsync_SameCommitAThousandTimesAtOnce_QueuesOne()
    {
        var (service, _) = await CreateAsync();

        var queued = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => Queue.PushAsync(service.Id, Second)));

        Assert.Single(queued, q => q!.Created);
        Assert.Single(queued.Select(q => q!.Deployment.Id).Distinct());
        Assert.Equal(2, (await Store.ListAsync(service.Id, 10)).Count);
    }

    [Fact]
    public async Task PushAsync_WhileAnOlderOneIsInProgress_SupersedesIt()
    {
        var (service, first) = await CreateAsync();
        await Store.TryMoveAsync(first.Id, DeploymentStatus.Building);

        var queued = await Queue.PushAsync(service.Id, Second);

        Assert.Equal([first.WorkflowId], queued!.SupersededWorkflows);
        Assert.Equal(DeploymentStatus.Superseded, (await Store.FindAsync(first.Id))!.Status);
        Assert.False(await Store.TryMoveAsync(first.Id, DeploymentStatus.Deploying));
    }

    [Fact]
    public async Task PushAsync_BackToAnEarlierCommit_QueuesAgainUnderAnotherWorkflow()
    {
        var (service, first) = await CreateAsync();
        await Queue.PushAsync(service.Id, Second);

        var back = await Queue.PushAsync(service.Id, First);

        Assert.True(back!.Created);
        Assert.NotEqual(first.WorkflowId, back.Deployment.WorkflowId);
    }

    [Fact]
    public async Task PushAsync_AfterARollback_KnowsWhatWasRolledBackFromAndDeploysTheNext()
    {
        var (service, first) = await CreateAsync();
        await ServeAsync(first, "one");
        await ServeAsync((await Queue.PushAsync(service.Id, Second))!.Deployment, "two");
        var rollback = await Queue.RollbackAsync(service.Id, first.Id);

        var redelivered = await Queue.PushAsync(service.Id, Second);
        var next = await Queue.PushAsync(service.Id, new Commit(new string('c', 40), "third"));

        Assert.Equal((first.Id, First.Sha, "one"), (rollback!.Deployment.SourceId!.Value, rollback.Deployment.CommitSha, rollback.Deployment.Artifact));
        Assert.False(redelivered!.Created);
        Assert.Equal([rollback.Deployment.WorkflowId], next!.SupersededWorkflows);
    }

    [Fact]
    public async Task RollbackAsync_AgainWhileItIsInProgress_QueuesOne()
    {
        var (service, first) = await CreateAsync();
        await ServeAsync(first, "one");

        var once = await Queue.RollbackAsync(service.Id, first.Id);
        var twice = await Queue.RollbackAsync(service.Id, first.Id);

        Assert.Equal((true, false, once!.Deployment.Id), (once.Created, twice!.Created, twice.Deployment.Id));
    }

    [Fact]
    public async Task RollbackAsync_ToAnotherServicesDeployment_QueuesNothingAndSupersedesNothing()
    {
        var (service, own) = await CreateAsync();
        var (_, others) = await CreateAsync();
        await ServeAsync(others, "theirs");

        Assert.Null(await Queue.RollbackAsync(service.Id, others.Id));
        Assert.Equal(DeploymentStatus.Queued, (await Store.FindAsync(own.Id))!.Status);
    }

    [Fact]
    public async Task CancelAsync_WhileADeploymentBecomesActive_LeavesExactlyOneServing()
    {
        var (service, first) = await CreateAsync();
        await DeployAsync(first);
        var second = (await Queue.PushAsync(service.Id, Second))!.Deployment;
        await Store.TryMoveAsync(second.Id, DeploymentStatus.Deploying);

        var activated = await Store.TryActivateAsync(second.Id, async () =>
        {
            var cancelling = Queue.CancelAsync(service.Id);
            Assert.NotSame(cancelling, await Task.WhenAny(cancelling, Task.Delay(200)));
        });

        Assert.True(activated);
        Assert.Empty(await Queue.CancelAsync(service.Id));
        Assert.Equal(second.Id, Assert.Single(await Store.ListServingAsync(), d => d.ServiceId == service.Id).Id);
    }

    [Fact]
    public async Task TryActivateAsync_OfACancelledDeployment_KeepsWhatServes()
    {
        var (service, first) = await CreateAsync();
        await DeployAsync(first);
        var second = (await Queue.PushAsync(service.Id, Second))!.Deployment;
        await Store.TryMoveAsync(second.Id, DeploymentStatus.Deploying);

        Assert.Equal([second.WorkflowId], await Queue.CancelAsync(service.Id));

        Assert.False(await Store.TryActivateAsync(second.Id));
        Assert.Equal(first.Id, Assert.Single(await Store.ListServingAsync(), d => d.ServiceId == service.Id).Id);
    }

    [Fact]
    public async Task KeptReleases_OfFourVersions_AreTheLastTwoThatServed()
    {
        var (service, first) = await CreateAsync();
        await ServeAsync(first, "one");
        foreach (var (commit, artifact) in new[] { ('b', "two"), ('c', "three"), ('d', "four") })
        {
            await ServeAsync((await Queue.PushAsync(service.Id, new Commit(new string(commit, 40), artifact)))!.Deployment, artifact);
        }

        var kept = await database.Get<KeptReleaseStore>().ListAsync(service.Id);

        Assert.Equal([("four", true), ("three", false)], kept.Select(k => (k.Deployment.Artifact!, k.Serves)));
    }

    [Fact]
    public async Task TryActivateAsync_OfANewerDeployment_RemovesTheOlder()
    {
        var (service, first) = await CreateAsync();
        await DeployAsync(first);
        var second = (await Queue.PushAsync(service.Id, Second))!.Deployment;

        await DeployAsync(second);

        Assert.Equal(DeploymentStatus.Removed, (await Store.FindAsync(first.Id))!.Status);
        Assert.Equal(DeploymentStatus.Active, (await Store.FindAsync(second.Id))!.Status);
        Assert.Equal(second.Id, Assert.Single(await Store.ListServingAsync(), d => d.ServiceId == service.Id).Id);
    }

    [Fact]
    public async Task TryActivateAsync_WhenSuperseded_IsRefused()
    {
        var (service, first) = await CreateAsync();
        await Store.TryMoveAsync(first.Id, DeploymentStatus.Deploying);
        await Queue.PushAsync(service.Id, Second);

        Assert.False(await Store.TryActivateAsync(first.Id));
    }

    [Fact]
    public async Task OverviewAsync_AfterAFailedRedeploy_ShowsTheFailureAndWhatStillServes()
    {
        var (service, first) = await CreateAsync();
        await DeployAsync(first);
        var second = (await Queue.PushAsync(service.Id, Second))!.Deployment;
        await Store.SetFailureAsync(second.Id, new Failure(FailureCode.BuildFailed, "It does not compile.", "line 1\nline 2", "Push a fix."));
        await Store.TryFinishAsync(second.Id, DeploymentStatus.Failed);

        var overview = await database.Get<ServiceStore>().OverviewAsync(service.UserId, service.Project, service.Name);

        Assert.Equal(FailureCode.BuildFailed, overview!.Newest!.Failure!.Code);
        Assert.Equal(first.Id, overview.Serving!.Id);
    }

    [Fact]
    public async Task ListUnstartedAsync_ForADeploymentWhoseStarterDied_FindsIt()
    {
        var (_, first) = await CreateAsync();
        var (_, started) = await CreateAsync();
        await Queue.MarkStartedAsync(started.Id);

        var unstarted = await Queue.ListUnstartedAsync(TimeSpan.Zero);

        Assert.Contains(unstarted, d => d.Id == first.Id);
        Assert.DoesNotContain(unstarted, d => d.Id == started.Id);
    }

    [Fact]
    public async Task LogTail_OfManyLines_GivesTheLastInOrder()
    {
        var (_, deployment) = await CreateAsync();
        var logs = database.Get<DeploymentLogStore>();
        await logs.AppendAsync(deployment.Id, [.. Enumerable.Range(1, 50).Select(i => new LogLine(DateTimeOffset.UtcNow, $"line {i}\0"))]);

        Assert.Equal(["line 49", "line 50"], (await logs.TailAsync(deployment.Id, 2)).Select(l => l.Text));
    }

    private async Task<(Service Service, Deployment Deployment)> CreateAsync()
    {
        var user = await database.AddUserAsync();
        var (service, deployment, _) = await database.Get<ServiceStore>().CreateAsync(TestDatabase.NewService(user.Id, "web", First));
        return (service, deployment!);
    }

    /// <summary>Has it served with a release of that name.</summary>
    private async Task ServeAsync(Deployment deployment, string artifact)
    {
        await Store.SetReleaseAsync(deployment.Id, artifact, $$"""{"deploymentId": "{{deployment.Id}}"}""");
        await DeployAsync(deployment);
    }

    private async Task DeployAsync(Deployment deployment)
    {
        Assert.True(await Store.TryMoveAsync(deployment.Id, DeploymentStatus.Building));
        Assert.True(await Store.TryMoveAsync(deployment.Id, DeploymentStatus.Deploying));
        Assert.True(await Store.TryActivateAsync(deployment.Id));
    }
}
