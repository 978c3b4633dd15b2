using DeployMcp.Data.Services;
using DeployMcp.Data.Tasks;
using DeployMcp.Data.Users;
using DeployMcp.Domain.Deployments;
using DeployMcp.Tests.Fixtures;

namespace DeployMcp.Tests.Data.Tasks;

public class TaskStoreTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private TaskStore Tasks => database.Get<TaskStore>();

    [Fact]
    public async Task FindAsync_OfAnotherUsersOrAnExpiredTask_FindsNone()
    {
        var (user, deployment) = await DeploymentAsync();
        var (stranger, _) = await DeploymentAsync();
        var live = await Tasks.CreateAsync(user.Id, "create_service", deployment, "It is created.", TimeSpan.FromHours(1));
        var expired = await Tasks.CreateAsync(user.Id, "create_service", deployment, "It is created.", TimeSpan.FromSeconds(-1));

        Assert.Equal(live, await Tasks.FindAsync(user.Id, live.Id));
        Assert.Null(await Tasks.FindAsync(stranger.Id, live.Id));
        Assert.Null(await Tasks.FindAsync(user.Id, expired.Id));
        Assert.Equal(deployment.Id, live.DeploymentId);
    }

    [Fact]
    public async Task EndAsync_Twice_KeepsTheFirst()
    {
        var (user, deployment) = await DeploymentAsync();
        var task = await Tasks.CreateAsync(user.Id, "create_service", deployment, "It is created.", TimeSpan.FromHours(1));
        var at = new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

        await Tasks.EndAsync(task.Id, new TaskOutcome(Completed: true, "active", """{"content": []}""", at));
        var second = await Tasks.EndAsync(task.Id, new TaskOutcome(Completed: false, "cancelled", null, at.AddHours(1)));

        Assert.Equal(new TaskOutcome(Completed: true, "active", """{"content": []}""", at), second);
        Assert.Equal(second, (await Tasks.FindAsync(user.Id, task.Id))!.Outcome);
    }

    private async Task<(User User, Deployment Deployment)> DeploymentAsync()
    {
        var user = await database.AddUserAsync();
        var (_, deployment, _) = await database.Get<ServiceStore>().CreateAsync(TestDatabase.NewService(user.Id, "web"));
        return (user, deployment!);
    }
}
