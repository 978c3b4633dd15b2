using DeployMcp.Domain.Git;
using DeployMcp.Domain.Security;
using Octokit;

namespace DeployMcp.Platform.GitHub;

/// <summary>A repository under its present name, and a token that reads it and nothing else.</summary>
public sealed record ReadableRepository(InstallationRepository Repository, Uri CloneUrl, Sensitive Token);

/// <summary>
/// Users' repositories, through an installation that covers them. Whoever calls has checked whose installation it is. All throw
/// <see cref="GitHubAccessException"/> when the user has to change something at GitHub, and <see cref="GitHubUnavailableException"/>
/// when GitHub can't be asked.
/// </summary>
public sealed class GitHubRepositories(GitHubOptions options, GitHubClients clients, InstallationTokens tokens, GitHubCalls calls)
{
    /// <summary>Without a token in it.</summary>
    public Uri CloneUrl(string owner, string name) => new($"{options.Web}/{owner}/{name}.git");

    /// <summary>By its id, so that a new name or owner doesn't matter.</summary>
    public async Task<ReadableRepository> OpenAsync(long installationId, long repositoryId, CancellationToken cancellationToken)
    {
        var token = await tokens.GetAsync(installationId, TokenScope.Contents(repositoryId, write: false), cancellationToken);
        var repository = await AskAsync(() => clients.With(token.Token).Repository.Get(repositoryId), cancellationToken);
        return new ReadableRepository(repository, CloneUrl(repository.Owner, repository.Name), token.Token);
    }

    /// <summary>By its name; a former one leads to it too.</summary>
    public async Task<InstallationRepository> FindAsync(long installationId, GitHubRepoName name, CancellationToken cancellationToken)
    {
        var token = await tokens.GetAsync(installationId, TokenScope.Metadata, cancellationToken);
        return await AskAsync(() => clients.With(token.Token).Repository.Get(name.Owner, name.Name), cancellationToken);
    }

    /// <summary>A private repository in an organisation. Null when it has one of that name.</summary>
    public async Task<InstallationRepository?> CreateAsync(long installationId, GitHubRepoName name, string? description, CancellationToken cancellationToken)
    {
        var token = await tokens.GetAsync(installationId, TokenScope.Administration, cancellationToken);
        var wanted = new NewRepository(name.Name) { Private = true, Description = description };
        try
        {
            return Of(await calls.RunAsync(() => clients.With(token.Token).Repository.Create(name.Owner, wanted), cancellationToken, mayRepeat: false));
        }
        catch (RepositoryExistsException)
        {
            return null;
        }
        catch (ApiException e)
        {
            throw GitHubProblems.OfRepository(e);
        }
    }

    /// <summary>For someone outside, to push with: this repository's content and nothing else, for GitHub's hour.</summary>
    public Task<InstallationToken> MintForPushAsync(long installationId, long repositoryId, CancellationToken cancellationToken)
        => tokens.MintAsync(installationId, TokenScope.Contents(repositoryId, write: true), cancellationToken);

    private async Task<InstallationRepository> AskAsync(Func<Task<Repository>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return Of(await calls.RunAsync(ask, cancellationToken));
        }
        catch (ApiException e)
        {
            throw GitHubProblems.OfRepository(e);
        }
    }

    private static InstallationRepository Of(Repository r) => new(r.Id, r.Owner.Login, r.Name, r.Private, r.DefaultBranch);
}
