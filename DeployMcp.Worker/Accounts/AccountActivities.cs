using DeployMcp.Data.Users;
using DeployMcp.Workflows.Accounts;
using Temporalio.Activities;

namespace DeployMcp.Worker.Accounts;

/// <summary>Gives a user an account on the internal git, under a name that nobody has to think of.</summary>
public sealed class AccountActivities(UserStore users) : IAccountActivities
{
    /// <summary>Of over 40,000 names a few are taken: so many in a row means something else is wrong.</summary>
    private const int MaxTries = 20;

    [Activity]
    public async Task<ProvisionAccountResult> EnsureGitAccountAsync(ProvisionAccountInput input)
    {
        for (var i = 0; i < MaxTries; i++)
        {
            if (await users.ClaimGitAccountAsync(input.UserId, PetName.New(withNumber: i > MaxTries / 2)) is { } account)
            {
                return new ProvisionAccountResult(account);
            }
        }

        throw new InvalidOperationException($"No free account name in {MaxTries} tries.");
    }
}
