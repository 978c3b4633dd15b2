using DeployMcp.Domain.Identity;
using Temporalio.Activities;

namespace DeployMcp.Workflows.Accounts;

public sealed record DeleteAccountInput(UserId UserId);

/// <summary>The steps of an account's deletion. Each may run twice.</summary>
public interface IAccountRemovalActivities
{
    /// <summary>From here on no key, session or token of the user's works, and no service of theirs is deployed.</summary>
    [Activity]
    Task CloseAsync(DeleteAccountInput input);

    /// <summary>Has every service removed by its own workflow and returns when all are gone. Heartbeats.</summary>
    [Activity]
    Task RemoveServicesAsync(DeleteAccountInput input);

    /// <summary>Removes the repositories on the internal git, then their rows. Heartbeats.</summary>
    [Activity]
    Task RemoveReposAsync(DeleteAccountInput input);

    /// <summary>Has every database removed with its data and returns when all are gone. Heartbeats.</summary>
    [Activity]
    Task RemoveResourcesAsync(DeleteAccountInput input);

    /// <summary>Removes the user with all that is left. False when a call that was under way has added a service, repo or database since.</summary>
    [Activity]
    Task<bool> RemoveUserAsync(DeleteAccountInput input);
}
