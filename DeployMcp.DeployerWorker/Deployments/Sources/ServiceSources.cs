using System.Globalization;
using DeployMcp.Data.Git;
using DeployMcp.Data.Services;
using DeployMcp.Domain.Failures;
using DeployMcp.Domain.Services;
using DeployMcp.Platform.Builders;
using DeployMcp.Platform.Builders.Processes;
using DeployMcp.Platform.Git;

namespace DeployMcp.DeployerWorker.Deployments.Sources;

/// <summary>Where a service's source comes from: its row says which repo or URL.</summary>
internal sealed class ServiceSources(GitSource git, RepoStore repos, GitHubSources gitHub, BuildOptions options)
{
    public async Task<Commit> ResolveAsync(Service service, CancellationToken cancellationToken)
    {
        var (commit, message, author) = await git.ResolveAsync(await OriginAsync(service, cancellationToken), service.Spec.Branch, cancellationToken);
        return new Commit(commit, message, author);
    }

    /// <param name="directory">Empty.</param>
    public async Task<FetchedSource> FetchAsync(Service service, string commit, string directory, CancellationToken cancellationToken)
        => await git.FetchAsync(
            new FetchRequest(
                await OriginAsync(service, cancellationToken),
                service.Spec.Branch,
                commit,
                directory,
                CacheOf(service),
                BuildUser.UidOf(options.WorkDirectory, service.Slot)),
            cancellationToken);

    /// <summary>Of a service that is gone.</summary>
    public void Forget(Service service) => TreeRemoval.Run(CacheOf(service));

    private string CacheOf(Service service)
        => Path.Combine(Path.GetFullPath(options.CacheDirectory), "git", service.Slot.ToString(CultureInfo.InvariantCulture));

    private async Task<GitOrigin> OriginAsync(Service service, CancellationToken cancellationToken)
    {
        if (service.RepoId is { } id)
        {
            var repo = await repos.FindAsync(id) ?? throw RepoGone(service);
            return repo.IsInternal ? new GitOrigin.Internal(repo) : await gitHub.OriginAsync(repo, cancellationToken);
        }

        return Uri.TryCreate(service.Spec.Repo, UriKind.Absolute, out var url) ? new GitOrigin.External(url) : throw RepoGone(service);
    }

    private static DeploymentFailureException RepoGone(Service service) => new(
        FailureCode.RepoNotFound, $"The repo '{service.Spec.Repo}' no longer exists.", null, "Make it with create_repo, push, and call redeploy_service.");
}
