using DeployMcp.Data.Git;
using DeployMcp.Platform.GitHub;
using DeployMcp.Workflows.Accounts;
using Temporalio.Activities;

namespace DeployMcp.Worker.Accounts;

/// <summary>Brings the rows of an installation of the GitHub App to what GitHub says.</summary>
internal sealed partial class InstallationActivities(
    GitHubOptions options,
    GitHubInstallations github,
    InstallationTokens tokens,
    InstallationStore installations,
    GitHubRepoStore repos,
    ILogger<InstallationActivities> logger) : IInstallationActivities
{
    [Activity]
    public async Task SyncAsync(SyncInstallationInput input)
    {
        if (!options.IsConfigured)
        {
            // Nothing to ask with: what the events said themselves is all that can be known.
            LogNotConfigured(input.InstallationId);
            return;
        }

        // One that was minted before the change may see what there was then.
        tokens.Forget(input.InstallationId);
        if (await github.FindAsync(input.InstallationId, ActivityExecutionContext.Current.CancellationToken) is not { } state)
        {
            await installations.RemoveAsync(input.InstallationId);
            return;
        }

        var facts = new InstallationFacts(state.Id, state.AccountId, state.Account, state.AccountType, state.RepositorySelection, state.Suspended);
        if (await installations.UpdateAsync(facts) && !state.Suspended)
        {
            await repos.CoverAsync(state.Id, [.. state.Repositories.Select(r => new GitHubRepo(r.Id, state.Id, r.Owner, r.Name, Description: null))]);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Installation {Installation} changed at GitHub, and there is no GitHub App configured to ask how: set GitHub__AppId and GitHub__PrivateKey")]
    private partial void LogNotConfigured(long installation);
}
