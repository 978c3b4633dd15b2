using Octokit;

namespace DeployMcp.Platform.GitHub;

/// <summary>
/// Calls with an installation's token. One that GitHub has revoked meanwhile (it does when an app is uninstalled, or its access is
/// changed) is forgotten, and the call made once more with a new one.
/// </summary>
public sealed class InstallationCalls(GitHubClients clients, InstallationTokens tokens, GitHubCalls calls)
{
    /// <exception cref="GitHubAccessException">The installation doesn't give that.</exception>
    /// <exception cref="GitHubUnavailableException">GitHub can't be asked now.</exception>
    public async Task<(T Answer, InstallationToken Token)> RunAsync<T>(
        long installationId, TokenScope scope, Func<GitHubClient, Task<T>> call, CancellationToken cancellationToken, bool mayRepeat = true)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            var token = await tokens.GetAsync(installationId, scope, cancellationToken);
            try
            {
                return (await calls.RunAsync(() => call(clients.With(token.Token)), cancellationToken, mayRepeat), token);
            }
            catch (AuthorizationException) when (isFirst)
            {
                tokens.Forget(installationId);
            }
            catch (ApiException e) when (e is not RepositoryExistsException)
            {
                throw GitHubProblems.OfRepository(e);
            }
        }
    }
}
