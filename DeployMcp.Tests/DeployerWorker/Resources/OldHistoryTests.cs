using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Identity;
using DeployMcp.Tests.Compat.Temporalio;
using DeployMcp.Workflows.Accounts;
using DeployMcp.Workflows.Deployments;
using Temporalio.Activities;
using Temporalio.Client;

namespace DeployMcp.Tests.DeployerWorker.Resources;

/// <summary>Workflows that began before there were databases go on with the code that knows them.</summary>
[Collection(EngineGroup.Name)]
public class OldHistoryTests(EngineHost host)
{
    /// <summary>One that is still building makes its databases; one that is past that point replays without.</summary>
    [Theory]
    [InlineData("build", "resolve build provision apply wait switch")]
    [InlineData("wait", "resolve build apply wait switch")]
    public async Task Deployment_BegunBeforeTheStepWasThere_ReplaysAndGoesOn(string held, string expected)
    {
        var (steps, queue) = (new Steps(held), EngineHost.NewQueue());
        var input = new DeployServiceInput(ServiceId.New(), DeploymentId.New());
        await using (host.StartWorker(queue, o => o.AddWorkflow<DeployServiceBefore>().AddAllActivities(steps)))
        {
            await host.Client.StartWorkflowAsync((DeployServiceBefore w) => w.RunAsync(input), Sample.Options(queue, input.DeploymentId.ToString()));
            await steps.Waits.WaitAsync(TimeSpan.FromSeconds(20));
        }

        await using var worker = host.StartWorker(queue, o =>
        {
            o.AddWorkflow<DeployServiceWorkflow>().AddAllActivities(steps);
            o.MaxCachedWorkflows = 0;
        });
        steps.GoOn.Release(10);
        var result = await host.Client.GetWorkflowHandle<DeployServiceWorkflow, DeployServiceResult>(input.DeploymentId.ToString()).GetResultAsync();

        Assert.Equal(DeploymentStatus.Active, result.Status);
        Assert.Equal(expected, string.Join(' ', steps.Done.Distinct()));
    }

    [Fact]
    public async Task Deployment_BegunNow_MakesDatabasesBetweenBuildAndApply_AlsoInReplay()
    {
        var (steps, queue) = (new Steps(held: ""), EngineHost.NewQueue());
        await using var worker = host.StartWorker(queue, o =>
        {
            o.AddWorkflow<DeployServiceWorkflow>().AddAllActivities(steps);
            o.MaxCachedWorkflows = 0;
        });
        steps.GoOn.Release(10);

        await host.Client.ExecuteWorkflowAsync(
            (DeployServiceWorkflow w) => w.RunAsync(new DeployServiceInput(ServiceId.New(), DeploymentId.New())), Sample.Options(queue));

        Assert.Equal(["resolve", "build", "provision", "apply", "wait", "switch"], steps.Done);
    }

    [Fact]
    public async Task AccountDeletion_BegunBeforeThereWereDatabases_ReplaysWithoutThatStep()
    {
        var (steps, queue) = (new Steps("user"), EngineHost.NewQueue());
        var id = $"delete-account-{Guid.NewGuid():N}";
        var input = new DeleteAccountInput(UserId.New());
        await using (host.StartWorker(queue, o => o.AddWorkflow<DeleteAccountBefore>().AddAllActivities(steps)))
        {
            await host.Client.StartWorkflowAsync((DeleteAccountBefore w) => w.RunAsync(input), Sample.Options(queue, id));
            await steps.Waits.WaitAsync(TimeSpan.FromSeconds(20));
        }

        await using var worker = host.StartWorker(queue, o =>
        {
            o.AddWorkflow<DeleteAccountWorkflow>().AddAllActivities(steps);
            o.MaxCachedWorkflows = 0;
        });
        steps.GoOn.Release(10);
        await host.Client.GetWorkflowHandle(id).GetResultAsync();

        Assert.Equal(["close", "services", "repos", "user"], steps.Done.Distinct());
    }

    /// <summary>Records what it is asked for, and holds one step until it is let go.</summary>
    private sealed class Steps(string held) : IDeployActivities, IAccountRemovalActivities
    {
        private readonly Lock _lock = new();
        private readonly List<string> _done = [];

        public IReadOnlyList<string> Done
        {
            get
            {
                lock (_lock)
                {
                    return [.. _done];
                }
            }
        }

        public SemaphoreSlim Waits { get; } = new(0);

        public SemaphoreSlim GoOn { get; } = new(0);

        [Activity]
        public Task ResolveCommitAsync(DeploymentStep step) => AddAsync("resolve");

        [Activity]
        public Task BuildReleaseAsync(DeploymentStep step) => AddAsync("build");

        [Activity]
        public Task ProvisionResourcesAsync(DeploymentStep step) => AddAsync("provision");

        [Activity]
        public Task ApplyRevisionAsync(DeploymentStep step) => AddAsync("apply");

        [Activity]
        public Task WaitForRolloutAsync(DeploymentStep step) => AddAsync("wait");

        [Activity]
        public Task SwitchTrafficAsync(DeploymentStep step) => AddAsync("switch");

        [Activity]
        public async Task<DeployServiceResult> FinishAsync(FinishInput input)
        {
            await AddAsync("finish");
            return new DeployServiceResult(input.Status, null);
        }

        [Activity]
        public Task CloseAsync(DeleteAccountInput input) => AddAsync("close");

        [Activity]
        public Task RemoveServicesAsync(DeleteAccountInput input) => AddAsync("services");

        [Activity]
        public Task RemoveReposAsync(DeleteAccountInput input) => AddAsync("repos");

        [Activity]
        public Task RemoveResourcesAsync(DeleteAccountInput input) => AddAsync("resources");

        [Activity]
        public async Task<bool> RemoveUserAsync(DeleteAccountInput input)
        {
            await AddAsync("user");
            return true;
        }

        /// <summary>The worker that is shut down meanwhile cancels it; the next one is asked again.</summary>
        private async Task AddAsync(string step)
        {
            if (step == held)
            {
                Waits.Release();
                await GoOn.WaitAsync(ActivityExecutionContext.Current.CancellationToken);
            }

            lock (_lock)
            {
                _done.Add(step);
            }
        }
    }
}
