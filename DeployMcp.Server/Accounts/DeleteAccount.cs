using DeployMcp.Data.Keys;
using DeployMcp.Data.Users;
using DeployMcp.Domain.Identity;
using DeployMcp.Server.Auth;
using DeployMcp.Server.Calls;
using DeployMcp.Server.Keys;
using DeployMcp.Workflows.Accounts;
using Temporalio.Exceptions;

namespace DeployMcp.Server.Accounts;

/// <summary>
/// Deletes the caller's account. When this returns, none of their keys, sessions and git tokens works any more; services, repos
/// and rows are removed by a workflow soon after, and only then can their names be taken by others. There is no way back.
/// </summary>
public sealed partial class DeleteAccount(
    AccountRemovalStore accounts,
    UserStore users,
    ApiKeyStore keys,
    ApiKeyVerifier verifier,
    DevelopmentUser development,
    AccountWorkflowClient workflows,
    AuditTrail audit,
    ILogger<DeleteAccount> logger)
{
    /// <exception cref="RefusalException">The key is narrower, or it is the development user.</exception>
    public async Task RunAsync(Caller caller)
    {
        await audit.RecordAsync(caller, KeyScope.Admin, "delete_account", "account", () => CloseAsync(caller), _ => "closed");

        // After the audit row, which is still the person's: the workflow takes them out of it.
        try
        {
            await workflows.StartDeletionAsync(caller.UserId);
        }
        catch (RpcException e)
        {
            LogLeftToSweep(e, caller.UserId);
        }
    }

    private async Task<bool> CloseAsync(Caller caller)
    {
        caller.RequireAllProjects("delete_account");
        if (development.IsWanted && await users.FindAsync(caller.UserId) is { } user && user.Name == development.Name)
        {
            throw new RefusalException(
                "Nothing was done.", "The development user belongs to this platform: it is made again at each start.", "delete its services one by one instead.");
        }

        var known = await keys.ListAsync(caller.UserId);
        await accounts.CloseAsync(caller.UserId);

        // The other processes hear of it from the database, a moment later.
        foreach (var key in known)
        {
            verifier.Forget(key.Id);
        }

        return true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not start the deletion of account {User}; the worker will")]
    private partial void LogLeftToSweep(Exception exception, UserId user);
}
