using System.Collections.Concurrent;
using DeployMcp.Data.Deployments;
using DeployMcp.Data.Services;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Failures;
using DeployMcp.Domain.Identity;
using DeployMcp.Workflows.Accounts;
using DeployMcp.Workflows.Deployments;
using Temporalio.Activities;
using Temporalio.Exceptions;

namespace DeployMcp.Tests.Server.Fixture;

/// <summary>
/// Carries out the real workflows without building or running anything: the tests of the server need deployments that move,
/// not apps. A service named <c>broken-…</c> fails while building; one named <c>held-…</c> stays queued until it is released.
/// </summary>
public sealed class DeployerStandIn(ServiceStore services, DeploymentStore deployments, DeploymentLogStore logs) : IDeployActivities, IDeleteActivities, ITenantActivities
{
    private readonly ConcurrentDictionary<ServiceId, TaskCompletionSource> _held = new();

    [Activity]
    public Task RemoveTenantAsync(DeleteAccountInput input) => Task.CompletedTask;

    public void Release(ServiceId id) => Gate(id).TrySetResult();

    [Activity]
    public async Task ResolveCommitAsync(DeploymentStep step)
    {
        var service = await services.FindAsync(step.ServiceId);
        if (service!.Name.StartsWith("held-", StringComparison.Ordinal))
        {
            await Gate(step.ServiceId).Task.WaitAsync(ActivityExecutionContext.Current.CancellationToken);
        }
    }

    [Activity]
    public async Task BuildReleaseAsync(DeploymentStep step)
    {
        var deployment = (await deployments.FindAsync(step.DeploymentId))!;
        if (deployment.Trigger == DeploymentTrigger.Rollback)
        {
            return;
        }

        await MoveAsync(step, DeploymentStatus.Building);
        await logs.AppendAsync(step.DeploymentId, [.. Enumerable.Range(1, 60).Select(i => new LogLine(DateTimeOffset.UtcNow, $"build line {i}"))]);
        if ((await services.FindAsync(step.ServiceId))!.Name.StartsWith("broken-", StringComparison.Ordinal))
        {
            await deployments.SetFailureAsync(
                step.DeploymentId, new Failure(FailureCode.BuildFailed, "The build command ended with 1.", "error TS2304: Cannot find name 'x'", "Mend the code and push."));
            throw new ApplicationFailureException("build_failed", errorType: DeploymentErrors.UserFailure, nonRetryable: true);
        }

        var memory = (await services.FindAsync(step.ServiceId))!.Spec.MemoryMiB;
        await deployments.SetReleaseAsync(
            step.DeploymentId, $"release of {deployment.CommitSha}", $$"""{"deploymentId": "{{step.DeploymentId}}", "memoryMiB": {{memory}}}""");
    }

    [Activity]
    public Task ApplyRevisionAsync(DeploymentStep step) => MoveAsync(step, DeploymentStatus.Deploying);

    [Activity]
    public Task WaitForRolloutAsync(DeploymentStep step) => Task.CompletedTask;

    [Activity]
    public async Task SwitchTrafficAsync(DeploymentStep step) => Require(await deployments.TryActivateAsync(step.DeploymentId));

    [Activity]
    public async Task<DeployServiceResult> FinishAsync(FinishInput input)
    {
        await deployments.TryFinishAsync(input.Step.DeploymentId, input.Status);
        var ended = await deployments.FindAsync(input.Step.DeploymentId);
        return new DeployServiceResult(ended?.Status ?? input.Status, ended?.Failure?.Code);
    }

    [Activity]
    public async Task CancelDeploymentsAsync(DeleteServiceInput input) => await deployments.CancelAllAsync(input.ServiceId);

    [Activity]
    public Task RemoveRuntimeAsync(DeleteServiceInput input) => Task.CompletedTask;

    [Activity]
    public Task RemoveRecordAsync(DeleteServiceInput input) => services.RemoveAsync(input.ServiceId);

    private TaskCompletionSource Gate(ServiceId id) => _held.GetOrAdd(id, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    private async Task MoveAsync(DeploymentStep step, DeploymentStatus to) => Require(await deployments.TryMoveAsync(step.DeploymentId, to));

    private static void Require(bool wanted)
    {
        if (!wanted)
        {
            throw new ApplicationFailureException("no longer wanted", errorType: DeploymentErrors.NoLongerWanted, nonRetryable: true);
        }
    }
}
