using DeployMcp.Data.Services;
using DeployMcp.Data.Users;
using DeployMcp.Tests.Compat.Temporalio;
using DeployMcp.Workflows;
using DeployMcp.Workflows.Accounts;
using Temporalio.Activities;
using Temporalio.Client;
using Xunit.Abstractions;

namespace DeployMcp.Tests.Worker.Accounts;

public sealed class AccountRemovalTests(ITestOutputHelper output) : IAsyncLifetime
{
    private AccountBench _bench = null!;

    public async Task InitializeAsync() => _bench = await AccountBench.StartAsync();

    public async Task DisposeAsync() => await _bench.DisposeAsync();

    /// <summary>Each row that a step changes is held until the step waits for it; then its process is killed.</summary>
    [Theory]
    [InlineData("closing", "users", "update")]
    [InlineData("services", "services", "no key update")]
    [InlineData("repos", "repos", "update")]
    [InlineData("user", "users", "key share")]
    public async Task Worker_KilledInAnyStep_LeavesItToTheNextWhichLeavesNothing(string step, string table, string strength)
    {
        var (user, repo, service) = await _bench.AddAccountAsync();
        var first = _bench.StartWorker();
        if (step == "services")
        {
            // Closing changes the row as well.
            await _bench.Git.Get<AccountRemovalStore>().CloseAsync(user.Id);
        }

        var row = table switch { "users" => user.Id.Value, "repos" => repo.Id.Value, _ => service.Id.Value };
        await using (await _bench.HoldAsync(table, row, strength))
        {
            await _bench.Workflows.StartDeletionAsync(user.Id);
            await Eventually.TrueAsync(_bench.IsSomebodyWaitingAsync, $"the step {step} waits for its row", seconds: 60);
            first.Kill();
            await first.WaitForExitAsync();
        }

        var clock = System.Diagnostics.Stopwatch.StartNew();
        _bench.StartWorker();

        await Eventually.TrueAsync(async () => await _bench.Git.Get<UserStore>().FindAsync(user.Id) is null, "the account is gone", seconds: 90);
        output.WriteLine($"{step}: gone {clock.ElapsedMilliseconds} ms after the next worker's start");
        Assert.False(await _bench.Git.Get<ServiceStore>().ExistsAsync(service.Id));
        Assert.False(Directory.Exists(_bench.PathOf(repo)));
        Assert.Empty(await _bench.Git.Get<AccountRemovalStore>().ListClosedAsync());
    }

    [Fact]
    public async Task Worker_FindingAnAccountThatWasClosedAndNotStarted_DeletesIt()
    {
        var (user, repo, _) = await _bench.AddAccountAsync();
        await _bench.Git.Get<AccountRemovalStore>().CloseAsync(user.Id);

        _bench.StartWorker();

        await Eventually.TrueAsync(async () => await _bench.Git.Get<UserStore>().FindAsync(user.Id) is null, "the account is gone", seconds: 60);
        Assert.False(Directory.Exists(_bench.PathOf(repo)));
    }
}

/// <summary>The workflow with a worker that remembers nothing: each of its tasks replays the history so far.</summary>
[Collection(EngineGroup.Name)]
public class AccountRemovalReplayTests(EngineHost host)
{
    [Fact]
    public async Task Workflow_ReplayedFromItsHistoryAtEachTask_DoesTheStepsInOrderUntilNothingIsLeft()
    {
        var steps = new Steps();
        var queue = EngineHost.NewQueue();
        await using var worker = host.StartWorker(queue, o =>
        {
            o.AddWorkflow<DeleteAccountWorkflow>().AddAllActivities(steps);
            o.MaxCachedWorkflows = 0;
        });
        await using var deployer = host.StartWorker(TaskQueues.Deployer(), o => o.AddAllActivities(steps));

        await host.Client.ExecuteWorkflowAsync((DeleteAccountWorkflow w) => w.RunAsync(new DeleteAccountInput(new(Guid.NewGuid()))), Sample.Options(queue));

        Assert.Equal(["close", "services", "tenant", "repos", "user", "close", "services", "tenant", "repos", "user"], steps.Done);
    }

    [Fact]
    public async Task Sync_ThatIsToldOfAChangeWhileItAsks_AsksOnceMore()
    {
        var steps = new Steps();
        var queue = EngineHost.NewQueue();
        await using var worker = host.StartWorker(queue, o =>
        {
            o.AddWorkflow<GitHubInstallationSyncWorkflow>().AddAllActivities(steps);
            o.MaxCachedWorkflows = 0;
        });
        var handle = await host.Client.StartWorkflowAsync((GitHubInstallationSyncWorkflow w) => w.RunAsync(new SyncInstallationInput(7)), Sample.Options(queue));
        await steps.Asked.WaitAsync(TimeSpan.FromSeconds(20));

        await handle.SignalAsync(w => w.ChangedAsync());
        steps.Answer.Release(2);
        await handle.GetResultAsync();

        Assert.Equal(["sync", "sync"], steps.Done);
    }

    /// <summary>Records what it is asked for; once more than is needed, as if a call had added something.</summary>
    private sealed class Steps : IAccountRemovalActivities, ITenantActivities, IInstallationActivities
    {
        public List<string> Done { get; } = [];

        public SemaphoreSlim Asked { get; } = new(0);

        public SemaphoreSlim Answer { get; } = new(0);

        [Activity]
        public Task CloseAsync(DeleteAccountInput input) => AddAsync("close");

        [Activity]
        public Task RemoveServicesAsync(DeleteAccountInput input) => AddAsync("services");

        [Activity]
        public Task RemoveTenantAsync(DeleteAccountInput input) => AddAsync("tenant");

        [Activity]
        public Task RemoveReposAsync(DeleteAccountInput input) => AddAsync("repos");

        [Activity]
        public async Task<bool> RemoveUserAsync(DeleteAccountInput input)
        {
            await AddAsync("user");
            return Done.Count > 5;
        }

        [Activity]
        public async Task SyncAsync(SyncInstallationInput input)
        {
            Asked.Release();
            await Answer.WaitAsync();
            await AddAsync("sync");
        }

        private Task AddAsync(string step)
        {
            Done.Add(step);
            return Task.CompletedTask;
        }
    }
}
