using System.Globalization;
using DeployMcp.Domain.Security;
using Octokit;

namespace DeployMcp.Platform.GitHub;

/// <summary>What a token is for: no more than this. GitHub adds reading a repository's own data (metadata) to all.</summary>
/// <param name="RepositoryId">The one repository; null for all that the installation covers.</param>
/// <param name="Permission">GitHub's name of it, for example <c>contents</c>.</param>
/// <param name="Access"><c>read</c> or <c>write</c>.</param>
public sealed record TokenScope(long? RepositoryId, string Permission, string Access)
{
    public static TokenScope Metadata { get; } = new(null, "metadata", "read");

    public static TokenScope Administration { get; } = new(null, "administration", "write");

    public static TokenScope Contents(long repositoryId, bool write) => new(repositoryId, "contents", write ? "write" : "read");
}

public sealed record InstallationToken(Sensitive Token, DateTimeOffset ExpiresAt);

/// <summary>
/// Installation tokens, minted when they are needed and kept in memory only, until ten minutes before they expire (after an
/// hour): a fetch that begins with one ends with it.
/// </summary>
public sealed class InstallationTokens(GitHubClients clients, GitHubCalls calls, TimeProvider time)
{
    private static readonly TimeSpan Reserve = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<(long Installation, TokenScope Scope), Task<InstallationToken>> _kept = [];

    /// <exception cref="GitHubAccessException">The installation doesn't give that.</exception>
    /// <exception cref="GitHubUnavailableException">GitHub can't be asked now.</exception>
    public Task<InstallationToken> GetAsync(long installationId, TokenScope scope, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            foreach (var spent in _kept.Where(k => IsSpent(k.Value, now)).Select(k => k.Key).ToList())
            {
                _kept.Remove(spent);
            }

            if (!_kept.TryGetValue((installationId, scope), out var token))
            {
                // Shared by all who want it, so that nobody's cancellation ends it for the others.
                token = MintAsync(installationId, scope, CancellationToken.None);
                _kept[(installationId, scope)] = token;
            }

            return token.WaitAsync(cancellationToken);
        }
    }

    /// <summary>A token of its own, for someone outside; it is not kept.</summary>
    /// <exception cref="GitHubAccessException">The installation doesn't give that.</exception>
    /// <exception cref="GitHubUnavailableException">GitHub can't be asked now.</exception>
    public async Task<InstallationToken> MintAsync(long installationId, TokenScope scope, CancellationToken cancellationToken)
    {
        var path = new Uri(string.Create(CultureInfo.InvariantCulture, $"app/installations/{installationId}/access_tokens"), UriKind.Relative);
        var body = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["permissions"] = new Dictionary<string, string>(StringComparer.Ordinal) { [scope.Permission] = scope.Access },
        };
        if (scope.RepositoryId is { } repository)
        {
            body["repository_ids"] = new[] { repository };
        }

        try
        {
            var answer = await calls.RunAsync(() => clients.AsApp().Connection.Post<AccessToken>(path, body, null, "application/json"), cancellationToken);
            return new InstallationToken(new Sensitive(answer.Body.Token), answer.Body.ExpiresAt);
        }
        catch (ApiException e)
        {
            throw GitHubProblems.OfToken(e, installationId, scope);
        }
    }

    /// <summary>For an installation whose access has changed: what was minted before may say too much or too little.</summary>
    public void Forget(long installationId)
    {
        lock (_gate)
        {
            foreach (var key in _kept.Keys.Where(k => k.Installation == installationId).ToList())
            {
                _kept.Remove(key);
            }
        }
    }

    private static bool IsSpent(Task<InstallationToken> token, DateTimeOffset now)
        => token.IsFaulted || token.IsCanceled || (token.IsCompletedSuccessfully && token.Result.ExpiresAt - Reserve <= now);
}
