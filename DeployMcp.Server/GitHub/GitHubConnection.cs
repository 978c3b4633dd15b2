using DeployMcp.Data.Git;
using DeployMcp.Platform.GitHub;
using DeployMcp.Server.Auth;

namespace DeployMcp.Server.GitHub;

/// <param name="InstallUrl">Where a person connects a (further) account.</param>
public sealed record GitHubConnectionState(string Host, IReadOnlyList<ConnectedInstallation> Installations, string InstallUrl);

/// <summary>Which of GitHub's accounts the caller has connected, and how to connect one. Asks nothing of GitHub.</summary>
public sealed class GitHubConnection(InstallationStore connected, GitHubOptions options, InstallationClaims claims, IConfiguration configuration)
{
    /// <summary>Without a public URL of ours, GitHub's own page: it leads back here too.</summary>
    public string InstallUrl { get; } = configuration["Server:PublicUrl"] is { Length: > 0 } own
        ? $"{own.TrimEnd('/')}{GitHubEndpoints.InstallPath}"
        : claims.InstallUrl(state: null).AbsoluteUri;

    public string HowToConnect => $"Ask the person whose key this is to open {InstallUrl} and choose the account and its repositories, then call again.";

    /// <summary>Null where this platform has no GitHub App.</summary>
    public async Task<GitHubConnectionState?> RunAsync(Caller caller)
        => options.IsConfigured ? new GitHubConnectionState(options.Host, await connected.ListAsync(caller.UserId), InstallUrl) : null;
}
