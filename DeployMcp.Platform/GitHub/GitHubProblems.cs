using System.Net;
using Octokit;

namespace DeployMcp.Platform.GitHub;

/// <summary>What an answer of GitHub's says about a user's installation or repository.</summary>
internal static class GitHubProblems
{
    public static Exception OfToken(ApiException e, long installationId, TokenScope scope) => e switch
    {
        NotFoundException => new GitHubAccessException(GitHubProblem.NotInstalled, "The platform's GitHub App is no longer installed there.", Evidence(e)),
        ForbiddenException when IsSuspended(e) => Suspended(e),
        { StatusCode: HttpStatusCode.UnprocessableEntity } when e.Message.Contains("permission", StringComparison.OrdinalIgnoreCase)
            => new GitHubAccessException(GitHubProblem.NotPermitted, $"The GitHub App was not granted {scope.Access} access to {scope.Permission} there.", Evidence(e)),
        { StatusCode: HttpStatusCode.UnprocessableEntity } when scope.RepositoryId is not null
            => new GitHubAccessException(GitHubProblem.NoAccess, "There is no such repository among those that the GitHub App may reach there.", Evidence(e)),
        _ => new GitHubUnavailableException($"GitHub gave no token for installation {installationId}: {Evidence(e)}"),
    };

    public static Exception OfRepository(ApiException e) => e switch
    {
        NotFoundException => new GitHubAccessException(GitHubProblem.NoAccess, "There is no such repository among those that the GitHub App may reach.", Evidence(e)),
        ForbiddenException when IsSuspended(e) => Suspended(e),
        ForbiddenException => new GitHubAccessException(GitHubProblem.NotPermitted, "GitHub does not permit that to the platform's app.", Evidence(e)),
        { StatusCode: HttpStatusCode.UnavailableForLegalReasons or HttpStatusCode.Gone }
            => new GitHubAccessException(GitHubProblem.NoAccess, "GitHub no longer gives access to that repository.", Evidence(e)),
        _ => new GitHubUnavailableException($"GitHub did not say what the repository is: {Evidence(e)}"),
    };

    private static GitHubAccessException Suspended(ApiException e)
        => new(GitHubProblem.Suspended, "The installation of the platform's GitHub App is suspended.", Evidence(e));

    private static bool IsSuspended(ApiException e) => e.Message.Contains("suspended", StringComparison.OrdinalIgnoreCase);

    private static string Evidence(ApiException e) => $"GitHub: {(int)e.StatusCode} {(e.Message.Length > 500 ? e.Message[..500] : e.Message)}";
}
