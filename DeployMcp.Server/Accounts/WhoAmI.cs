using DeployMcp.Data.Users;
using DeployMcp.Server.Auth;

namespace DeployMcp.Server.Accounts;

/// <summary>The user whose key the call came with.</summary>
public sealed class WhoAmI(UserStore users)
{
    public async Task<User> RunAsync(Caller caller)
        => await users.FindAsync(caller.UserId) ?? throw new InvalidOperationException("A live key's user has no row.");
}
