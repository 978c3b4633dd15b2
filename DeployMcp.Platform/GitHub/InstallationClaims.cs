using DeployMcp.Domain.Security;
using Octokit;

namespace DeployMcp.Platform.GitHub;

/// <param name="Refusal">Why the person may not connect the installation; null when they may.</param>
public sealed record InstallationClaim(InstallationState? Installation, string? Refusal);

/// <summary>
/// Whether a person may connect an installation. Its number in a URL proves nothing, so that the person shows at GitHub who they
/// are (OAuth web flow), and GitHub says what is theirs. As the platform then reads and writes in all that the installation
/// covers, it has to be theirs wholly: installed on their own account, or in an organisation all of whose covered repositories
/// they administer.
/// </summary>
public sealed class InstallationClaims(GitHubOptions options, GitHubClients clients, GitHubInstallations installations, GitHubCalls calls)
{
    private static readonly ApiOptions LargePages = new() { PageSize = 100 };

    /// <summary>Where GitHub asks which account the app is to be installed on.</summary>
    public Uri InstallUrl(string? state) => new($"{options.Web}/apps/{Uri.EscapeDataString(options.AppSlug)}/installations/new{(state is null ? "" : $"?state={Uri.EscapeDataString(state)}")}");

    /// <summary>Where a person shows who they are.</summary>
    public Uri AuthorizeUrl(Uri redirectUri, string state)
        => clients.Anonymous().Oauth.GetGitHubLoginUrl(new OauthLoginRequest(options.ClientId) { RedirectUri = redirectUri, State = state });

    /// <param name="code">From GitHub's redirect; good once.</param>
    /// <exception cref="GitHubUnavailableException">GitHub can't be asked now.</exception>
    public async Task<InstallationClaim> CheckAsync(long installationId, string code, Uri redirectUri, CancellationToken cancellationToken)
    {
        if (await ExchangeAsync(code, redirectUri, cancellationToken) is not { } token)
        {
            return Refused("GitHub no longer takes this answer of its own: it is good once, for ten minutes.");
        }

        var github = clients.With(token);
        try
        {
            var theirs = await calls.RunAsync(() => github.GitHubApps.GetAllInstallationsForUser(LargePages), cancellationToken);
            return theirs.Installations.Any(i => i.Id == installationId) && await installations.FindAsync(installationId, cancellationToken) is { } found
                ? await CheckAsync(github, found, cancellationToken)
                : Refused("At GitHub, this installation is not among yours.");
        }
        catch (ApiException e)
        {
            throw new GitHubUnavailableException($"GitHub did not say which installations are this person's: {(int)e.StatusCode} {e.Message}");
        }
    }

    private async Task<InstallationClaim> CheckAsync(GitHubClient github, InstallationState found, CancellationToken cancellationToken)
    {
        if (found.AccountType == nameof(AccountType.User))
        {
            var me = await calls.RunAsync(() => github.User.Current(), cancellationToken);
            return me.Id == found.AccountId ? new InstallationClaim(found, null) : Refused($"It is installed on the account of {found.Account}, and you are {me.Login} there.");
        }

        var reachable = await calls.RunAsync(() => github.GitHubApps.Installations.GetAllRepositoriesForCurrentUser(found.Id, LargePages), cancellationToken);
        var administered = reachable.Repositories.Where(r => r.Permissions is { Admin: true }).Select(r => r.Id).ToHashSet();
        return !found.Suspended && administered.Count > 0 && found.Repositories.All(r => administered.Contains(r.Id))
            ? new InstallationClaim(found, null)
            : Refused(
                $"In the organisation {found.Account} it covers {found.Repositories.Count} repositories, and you administer {administered.Count} of them. "
                + "Someone who administers all of them can connect it, or have it cover only yours; an installation that covers none can't be connected.");
    }

    private async Task<Sensitive?> ExchangeAsync(string code, Uri redirectUri, CancellationToken cancellationToken)
    {
        var request = new OauthTokenRequest(options.ClientId, options.ClientSecret, code) { RedirectUri = redirectUri };
        try
        {
            var answer = await calls.RunAsync(() => clients.Anonymous().Oauth.CreateAccessToken(request), cancellationToken, mayRepeat: false);
            return answer?.Error switch
            {
                null or "" when answer?.AccessToken is { Length: > 0 } token => new Sensitive(token),
                "incorrect_client_credentials" or "redirect_uri_mismatch" => throw new GitHubSetupException($"GitHub does not take the app's OAuth client: {answer.Error}."),
                _ => null,
            };
        }
        catch (ApiException e)
        {
            throw new GitHubUnavailableException($"GitHub did not take a code: {(int)e.StatusCode} {e.Message}");
        }
    }

    private static InstallationClaim Refused(string why) => new(null, why);
}
