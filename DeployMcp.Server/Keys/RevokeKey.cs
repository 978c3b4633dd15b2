using DeployMcp.Data.Keys;
using DeployMcp.Domain.Identity;
using DeployMcp.Server.Auth;
using DeployMcp.Server.Calls;

namespace DeployMcp.Server.Keys;

/// <summary>Ends a key, for the next request everywhere.</summary>
public sealed class RevokeKey(ApiKeyStore keys, ApiKeyVerifier verifier, AuditTrail audit)
{
    /// <exception cref="RefusalException">The caller has no such live key.</exception>
    public Task RunAsync(Caller caller, ApiKeyId id)
        => audit.RecordAsync(caller, KeyScope.Admin, "revoke_key", $"key {id}", () => RevokeAsync(caller, id), _ => "revoked");

    private async Task<bool> RevokeAsync(Caller caller, ApiKeyId id)
    {
        caller.RequireAllProjects("revoke_key");
        if (!await keys.RevokeAsync(caller.UserId, id))
        {
            throw RefusalException.NoKey(id);
        }

        // The other processes hear of it from the database, a moment later.
        verifier.Forget(id);
        return true;
    }
}
