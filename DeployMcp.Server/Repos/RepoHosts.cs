using DeployMcp.Domain.Git;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Validation;
using DeployMcp.Platform.GitHub;
using DeployMcp.Server.Calls;

namespace DeployMcp.Server.Repos;

/// <summary>The git hosts that this server can make repos on: its internal one, and GitHub where it has an app there.</summary>
public sealed class RepoHosts(IConfiguration configuration, GitHubOptions gitHub)
{
    private readonly string _publicUrl = configuration["Git:PublicUrl"] ?? "http://localhost:8083";

    public string InternalHost { get; } = configuration["Git:InternalHost"] ?? "ml.ink";

    /// <summary>What is meant by the argument: GitHub, or (also when it names no host of ours) the internal git.</summary>
    public bool IsGitHub(string? host) => gitHub.IsConfigured && host == gitHub.Host;

    /// <summary>Of an internal repo.</summary>
    public string UrlOf(Repo repo) => GitUrl.Of(_publicUrl, repo);

    /// <summary>Every error of a repo's name and host.</summary>
    public IEnumerable<ArgumentError> Check(string name, string? host)
    {
        if (IsGitHub(host))
        {
            if (GitHubRepoName.Parse(name) is null && !GitHubRepoName.IsName(name))
            {
                yield return new ArgumentError("name", $"'{RefusalException.Shown(name)}' is no repository's name at GitHub", $"Use {GitHubRepoName.Rule}.");
            }

            yield break;
        }

        if (!DnsLabel.IsValid(name))
        {
            yield return new ArgumentError("name", $"'{RefusalException.Shown(name)}' is no DNS label", $"Use {DnsLabel.Rule}.");
        }

        if (host is not null && host != InternalHost)
        {
            yield return new ArgumentError("host", $"'{RefusalException.Shown(host)}' is not connected", gitHub.IsConfigured ? $"Use \"{InternalHost}\" (or leave it out) or \"{gitHub.Host}\"." : $"Leave it out, or use \"{InternalHost}\".");
        }
    }
}
