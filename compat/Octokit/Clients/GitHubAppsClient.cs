namespace Octokit;

public interface IGitHubAppsClient
{
    IGitHubAppsInstallationsClient Installations { get; }

    /// <summary>With the app's JWT.</summary>
    Task<GitHubApp> GetCurrent();

    /// <summary>With the app's JWT.</summary>
    Task<Installation> GetInstallationForCurrent(long installationId);

    /// <summary>With the app's JWT: the installation that covers this repository.</summary>
    Task<Installation> GetRepositoryInstallationForCurrent(string owner, string repo);

    /// <summary>With the app's JWT: the installation that covers this repository.</summary>
    Task<Installation> GetRepositoryInstallationForCurrent(long repositoryId);

    /// <summary>With the app's JWT. Good for an hour, for all that the installation may.</summary>
    Task<AccessToken> CreateInstallationToken(long installationId);

    /// <summary>With a user's token for the app: the installations in which this user may reach a repository.</summary>
    Task<InstallationsResponse> GetAllInstallationsForUser(ApiOptions options);
}

public class GitHubAppsClient(IApiConnection apiConnection) : IGitHubAppsClient
{
    public IGitHubAppsInstallationsClient Installations { get; } = new Clients.GitHubAppsInstallationsClient(apiConnection);

    public Task<GitHubApp> GetCurrent() => apiConnection.Get<GitHubApp>(Relative.Of($"app"));

    public Task<Installation> GetInstallationForCurrent(long installationId) => apiConnection.Get<Installation>(Relative.Of($"app/installations/{installationId}"));

    public Task<Installation> GetRepositoryInstallationForCurrent(string owner, string repo)
        => apiConnection.Get<Installation>(Relative.Of($"repos/{owner}/{repo}/installation"));

    public Task<Installation> GetRepositoryInstallationForCurrent(long repositoryId)
        => apiConnection.Get<Installation>(Relative.Of($"repositories/{repositoryId}/installation"));

    public Task<AccessToken> CreateInstallationToken(long installationId)
        => apiConnection.Post<AccessToken>(Relative.Of($"app/installations/{installationId}/access_tokens"), string.Empty);

    public async Task<InstallationsResponse> GetAllInstallationsForUser(ApiOptions options)
    {
        var pages = await apiConnection.GetAll<InstallationsResponse>(Relative.Of($"user/installations"), null, AcceptHeaders.GitHubAppsPreview, options).ConfigureAwait(false);
        return new InstallationsResponse(pages.Select(p => p.TotalCount).DefaultIfEmpty().Max(), [.. pages.SelectMany(p => p.Installations)]);
    }
}
