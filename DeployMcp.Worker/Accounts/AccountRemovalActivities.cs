using DeployMcp.Data.Git;
using DeployMcp.Data.Resources;
using DeployMcp.Data.Services;
using DeployMcp.Data.Users;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Git;
using DeployMcp.Domain.Identity;
using DeployMcp.Platform.Git;
using DeployMcp.ServiceDefaults.Workflows;
using DeployMcp.Workflows.Accounts;
using DeployMcp.Workflows.Deployments;
using DeployMcp.Workflows.Resources;
using Temporalio.Activities;

namespace DeployMcp.Worker.Accounts;

/// <summary>The steps of an account's deletion as the workflow calls them.</summary>
internal sealed partial class AccountRemovalActivities(
    AccountRemovalStore accounts,
    ServiceStore services,
    RepoStore repos,
    ResourceStore resources,
    DeploymentWorkflowClient workflows,
    ResourceWorkflowClient resourceWorkflows,
    InternalGitHost git,
    TimeProvider time,
    ILogger<AccountRemovalActivities> logger) : IAccountRemovalActivities
{
    [Activity]
    public Task CloseAsync(DeleteAccountInput input) => accounts.CloseAsync(input.UserId);

    [Activity]
    public Task RemoveServicesAsync(DeleteAccountInput input)
        => ActivityHeartbeat.BeatWhileAsync(time, cancelled => RemoveServicesAsync(input.UserId, cancelled));

    [Activity]
    public Task RemoveReposAsync(DeleteAccountInput input)
        => ActivityHeartbeat.BeatWhileAsync(time, cancelled => RemoveReposAsync(input.UserId, cancelled));

    [Activity]
    public Task RemoveResourcesAsync(DeleteAccountInput input)
        => ActivityHeartbeat.BeatWhileAsync(time, cancelled => RemoveResourcesAsync(input.UserId, cancelled));

    [Activity]
    public async Task<bool> RemoveUserAsync(DeleteAccountInput input)
    {
        var removed = await accounts.RemoveAsync(input.UserId);
        if (removed)
        {
            LogRemoved(input.UserId);
        }

        return removed;
    }

    private async Task RemoveServicesAsync(UserId userId, CancellationToken cancelled)
    {
        var all = await accounts.ListServicesAsync(userId);
        foreach (var service in all)
        {
            await workflows.StartDeleteAsync(service);
        }

        foreach (var service in all)
        {
            await workflows.WaitAsync(WorkflowId.ForDelete(service), cancelled);
            if (await services.ExistsAsync(service))
            {
                throw new InvalidOperationException($"The workflow {WorkflowId.ForDelete(service)} has ended, and its service is still there.");
            }
        }
    }

    private async Task RemoveResourcesAsync(UserId userId, CancellationToken cancelled)
    {
        var all = await accounts.ListResourcesAsync(userId);
        foreach (var resource in all)
        {
            await resourceWorkflows.StartRemovalAsync(resource);
        }

        foreach (var resource in all)
        {
            await resourceWorkflows.WaitForRemovalAsync(resource, cancelled);
            if (await resources.FindAsync(resource) is not null)
            {
                // One that was under way when the account was closed may have found the data not yet due.
                throw new InvalidOperationException($"The removal of resource {resource} has ended, and it is still there.");
            }
        }
    }

    private async Task RemoveReposAsync(UserId userId, CancellationToken cancelled)
    {
        foreach (var repo in await repos.ListAsync(userId))
        {
            await RemoveAsync(repo, cancelled);
        }
    }

    /// <summary>
    /// The directory goes first: without the row nobody would know of it. And again after it, for one that was just being made. A
    /// repository at GitHub stays there: it is the person's own.
    /// </summary>
    private async Task RemoveAsync(Repo repo, CancellationToken cancelled)
    {
        if (!repo.IsInternal)
        {
            await repos.RemoveAsync(repo.Id);
            return;
        }

        await git.DeleteAsync(repo.Id, cancelled);
        await repos.RemoveAsync(repo.Id);
        await git.DeleteAsync(repo.Id, cancelled);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Account {User} is deleted")]
    private partial void LogRemoved(UserId user);
}
