namespace Octokit
{
    public interface IGitHubAppsInstallationsClient
    {
        /// <summary>With an installation's token.</summary>
        Task<RepositoriesResponse> GetAllRepositoriesForCurrent(ApiOptions options);

        /// <summary>With a user's token for the app: what both the user and the installation may reach.</summary>
        Task<RepositoriesResponse> GetAllRepositoriesForCurrentUser(long installationId, ApiOptions options);
    }
}

namespace Octokit.Clients
{
    public class GitHubAppsInstallationsClient(IApiConnection apiConnection) : IGitHubAppsInstallationsClient
    {
        public Task<RepositoriesResponse> GetAllRepositoriesForCurrent(ApiOptions options) => AllAsync(Relative.Of($"installation/repositories"), options);

        public Task<RepositoriesResponse> GetAllRepositoriesForCurrentUser(long installationId, ApiOptions options)
            => AllAsync(Relative.Of($"user/installations/{installationId}/repositories"), options);

        private async Task<RepositoriesResponse> AllAsync(Uri uri, ApiOptions options)
        {
            var pages = await apiConnection.GetAll<RepositoriesResponse>(uri, null, AcceptHeaders.GitHubAppsPreview, options).ConfigureAwait(false);
            return new RepositoriesResponse(pages.Select(p => p.TotalCount).DefaultIfEmpty().Max(), [.. pages.SelectMany(p => p.Repositories)]);
        }
    }
}
