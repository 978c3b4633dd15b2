namespace Octokit;

public interface IRepositoriesClient
{
    Task<Repository> Create(string organizationLogin, NewRepository newRepository);

    Task<Repository> Get(string owner, string name);

    Task<Repository> Get(long repositoryId);
}

public class RepositoriesClient(IApiConnection apiConnection) : IRepositoriesClient
{
    /// <exception cref="RepositoryExistsException">The organisation has one of that name.</exception>
    public async Task<Repository> Create(string organizationLogin, NewRepository newRepository)
    {
        ArgumentNullException.ThrowIfNull(newRepository);
        try
        {
            return await apiConnection.Post<Repository>(Relative.Of($"orgs/{organizationLogin}/repos"), newRepository).ConfigureAwait(false);
        }
        catch (ApiValidationException e) when (string.Equals(
            e.ApiError.Errors is [{ } first, ..] ? first.Message : null, "name already exists on this account", StringComparison.OrdinalIgnoreCase))
        {
            throw new RepositoryExistsException(organizationLogin, newRepository.Name, e);
        }
    }

    public Task<Repository> Get(string owner, string name) => apiConnection.Get<Repository>(Relative.Of($"repos/{owner}/{name}"));

    public Task<Repository> Get(long repositoryId) => apiConnection.Get<Repository>(Relative.Of($"repositories/{repositoryId}"));
}
