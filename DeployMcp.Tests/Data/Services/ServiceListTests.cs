using DeployMcp.Data.Deployments;
using DeployMcp.Data.Services;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Failures;
using DeployMcp.Tests.Fixtures;

namespace DeployMcp.Tests.Data.Services;

public class ServiceListTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task ListAsync_OfAService_ShowsItsNewestDeployment()
    {
        var (user, newest, _) = await ServiceWithTwoDeploymentsAsync();
        await database.Get<DeploymentStore>().SetFailureAsync(newest.Id, new Failure(FailureCode.BuildFailed, "It broke.", "a long log", "Mend it."));
        await database.Get<DeploymentStore>().TryFinishAsync(newest.Id, DeploymentStatus.Failed);

        var listed = Assert.Single(await database.Get<ServiceStore>().ListAsync(user));

        Assert.Equal((DeploymentStatus.Failed, newest.Id.Value), (listed.Status, listed.Newest!.Id));
        Assert.Equal(("build_failed", "It broke.", "Mend it."), listed.Newest.Failure);
    }

    [Fact]
    public async Task ListAsync_WhenTheNewestWasCalledOff_HasTheStatusOfWhatServes()
    {
        var (user, newest, _) = await ServiceWithTwoDeploymentsAsync();
        await database.Get<DeploymentStore>().TryFinishAsync(newest.Id, DeploymentStatus.Cancelled);

        var listed = Assert.Single(await database.Get<ServiceStore>().ListAsync(user));

        Assert.Equal((DeploymentStatus.Active, DeploymentStatus.Cancelled), (listed.Status, listed.Newest!.Status));
    }

    /// <summary>The first is active, the second is queued.</summary>
    private async Task<(DeployMcp.Domain.Identity.UserId User, Deployment Newest, Deployment Serving)> ServiceWithTwoDeploymentsAsync()
    {
        var user = await database.AddUserAsync();
        var (service, first, _) = await database.Get<ServiceStore>().CreateAsync(TestDatabase.NewService(user.Id, "api"));
        await database.Get<DeploymentStore>().TryMoveAsync(first!.Id, DeploymentStatus.Deploying);
        Assert.True(await database.Get<DeploymentStore>().TryActivateAsync(first.Id));
        var second = await database.Get<DeploymentQueue>().RedeployAsync(service.Id, commit: null);
        return (user.Id, second!.Deployment, first);
    }
}
