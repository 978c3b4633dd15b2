using DeployMcp.Domain.Identity;
using Temporalio.Activities;

namespace DeployMcp.Workflows.Accounts;

public sealed record ProvisionAccountInput(UserId UserId);

/// <param name="GitAccount">The user's name on the internal git, for example <c>awake-dassie</c>.</param>
public sealed record ProvisionAccountResult(string GitAccount);

/// <summary>The steps of an account's workflows. Each may run twice.</summary>
public interface IAccountActivities
{
    [Activity]
    Task<ProvisionAccountResult> EnsureGitAccountAsync(ProvisionAccountInput input);
}
