using DeployMcp.Platform.GitHub;
using DeployMcp.Server.Calls;

namespace DeployMcp.Server.GitHub;

/// <summary>GitHub away, failing or limiting us is neither the caller's fault nor the platform's, and is told as what it is.</summary>
internal static class GitHubTrouble
{
    /// <exception cref="RefusalException">GitHub can't be asked now.</exception>
    public static async Task<T> RefuseAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (GitHubUnavailableException e)
        {
            throw new RefusalException(
                "Nothing was done: GitHub can't be asked at present.",
                $"{e.Message} Your arguments are not the reason.",
                e.RetryAt is { } at ? $"make the same call again after {at:u}." : "make the same call again in a minute.");
        }
    }
}
