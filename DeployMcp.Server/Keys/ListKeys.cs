using DeployMcp.Data.Keys;
using DeployMcp.Domain.Identity;
using DeployMcp.Server.Auth;
using DeployMcp.Server.Calls;

namespace DeployMcp.Server.Keys;

/// <summary>The caller's live keys, newest first: prefixes, never the keys.</summary>
public sealed class ListKeys(ApiKeyStore keys)
{
    /// <exception cref="RefusalException">The key is narrower than <c>admin</c> or for one project.</exception>
    public Task<IReadOnlyList<ApiKey>> RunAsync(Caller caller)
    {
        caller.Require(KeyScope.Admin, "list_keys");
        caller.RequireAllProjects("list_keys");
        return keys.ListAsync(caller.UserId);
    }
}
