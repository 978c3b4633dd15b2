using DeployMcp.Data.Users;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Identity;
using DeployMcp.Workflows;
using DeployMcp.Workflows.Accounts;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;

namespace DeployMcp.Server.Accounts;

/// <summary>The users' accounts on the internal git, made by the account workflow.</summary>
public sealed class GitAccounts(UserStore users, ITemporalClient workflows, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The account's name. A new user's is made first, which takes a moment.</summary>
    /// <exception cref="TimeoutException">No worker made it within 30 s.</exception>
    public async Task<string> EnsureAsync(UserId userId, CancellationToken cancellationToken)
    {
        if (await users.FindAsync(userId) is { GitAccount: { } known })
        {
            return known;
        }

        using var deadline = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            var handle = await StartAsync(userId);
            return (await handle.GetResultAsync(rpcOptions: new RpcOptions { CancellationToken = either.Token })).GitAccount;
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("The git account was not ready in time: is the worker for account workflows running?", e);
        }
    }

    /// <summary>Has the account made, without waiting for it.</summary>
    public async Task BeginAsync(UserId userId) => await StartAsync(userId);

    private Task<WorkflowHandle<ProvisionAccountWorkflow, ProvisionAccountResult>> StartAsync(UserId userId)
        => workflows.StartWorkflowAsync(
            (ProvisionAccountWorkflow w) => w.RunAsync(new ProvisionAccountInput(userId)),
            new WorkflowOptions(WorkflowId.ForAccount(userId), TaskQueues.Default) { IdConflictPolicy = WorkflowIdConflictPolicy.UseExisting });
}
