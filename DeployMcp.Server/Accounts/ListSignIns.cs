using DeployMcp.Data.Users;
using DeployMcp.Domain.Identity;
using DeployMcp.Server.Auth;
using DeployMcp.Server.Calls;

namespace DeployMcp.Server.Accounts;

public sealed record SignIns(IReadOnlyList<LinkedIdentity> Identities, IReadOnlyList<LiveSession> Sessions);

/// <summary>How and where the caller is signed in.</summary>
public sealed class ListSignIns(IdentityStore identities, SessionStore sessions)
{
    /// <exception cref="RefusalException">The key is narrower than <c>admin</c> or for one project.</exception>
    public async Task<SignIns> RunAsync(Caller caller)
    {
        caller.Require(KeyScope.Admin, "list_sign_ins");
        caller.RequireAllProjects("list_sign_ins");
        return new SignIns(await identities.ListAsync(caller.UserId), await sessions.ListAsync(caller.UserId));
    }
}
