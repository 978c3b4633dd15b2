using DeployMcp.Data.Git;
using DeployMcp.Domain.Identity;
using DeployMcp.Platform.GitHub;
using DeployMcp.Server.Auth;
using DeployMcp.Server.Calls;

namespace DeployMcp.Server.GitHub;

/// <summary>Makes an installation of the GitHub App the caller's, when GitHub says that it is theirs to give.</summary>
public sealed class ConnectInstallation(InstallationClaims claims, InstallationStore connected, InstallationTokens tokens, AuditTrail audit)
{
    /// <param name="code">From GitHub's redirect to <paramref name="redirectUri"/>.</param>
    /// <exception cref="RefusalException">It isn't, or another user's already, or GitHub can't be asked now.</exception>
    public Task<InstallationState> RunAsync(Caller caller, long installationId, string code, Uri redirectUri, CancellationToken cancellationToken)
        => audit.RecordAsync(
            caller,
            KeyScope.Admin,
            "connect_github",
            $"installation {installationId}",
            () => GitHubTrouble.RefuseAsync(() => ConnectAsync(caller, installationId, code, redirectUri, cancellationToken)),
            _ => "connected");

    private async Task<InstallationState> ConnectAsync(Caller caller, long installationId, string code, Uri redirectUri, CancellationToken cancellationToken)
    {
        caller.RequireAllProjects("connect_github");
        var claim = await claims.CheckAsync(installationId, code, redirectUri, cancellationToken);
        if (claim.Installation is not { } installation)
        {
            throw new RefusalException("Nothing was connected.", claim.Refusal!, "begin again on this page, with the right account at GitHub.");
        }

        var facts = new InstallationFacts(
            installation.Id, installation.AccountId, installation.Account, installation.AccountType, installation.RepositorySelection, installation.Suspended);
        if (!await connected.UpsertAsync(caller.UserId, facts))
        {
            throw new RefusalException(
                "Nothing was connected.", $"{installation.Account} is connected to another account of this platform.", "disconnect it there first, or sign in with that account.");
        }

        tokens.Forget(installation.Id);
        return installation;
    }
}
