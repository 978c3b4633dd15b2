using DeployMcp.Domain.Git;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Validation;

namespace DeployMcp.Domain.Services;

/// <summary>The arguments of create_service as they came. <see cref="Validate"/> finds every error at once.</summary>
public sealed record ServiceRequest(
    string? Repo,
    string? Name,
    string? Host = null,
    string? Branch = null,
    string? Project = null,
    string? BuildPack = null,
    int? Port = null,
    IReadOnlyList<KeyValuePair<string, string>>? EnvVars = null,
    string? Memory = null,
    string? Cpu = null,
    string? InstallCommand = null,
    string? BuildCommand = null,
    string? StartCommand = null,
    string? PublishDirectory = null,
    string? RootDirectory = null,
    IReadOnlyList<string>? Resources = null)
{
    public Validated<NewService> Validate(RepoPolicy repos)
    {
        var check = new ServiceRequestCheck(this, repos);
        var service = check.Run();
        return new Validated<NewService>(check.Errors.Count == 0 ? service : null, check.Errors);
    }
}

/// <summary>A service that an agent asked for, checked, not yet stored.</summary>
/// <param name="Resources">Names of databases that it is to have, in this order.</param>
public sealed record NewService(string Project, string Name, ServiceSpec Spec, IReadOnlyList<EnvVar> EnvVars, IReadOnlyList<string> Resources);

/// <summary>Which repos a service may be made from.</summary>
/// <param name="InternalHost">The internal git's name for agents, by default <c>ml.ink</c>.</param>
/// <param name="GitHubHost">GitHub's name for agents; null where this platform has no GitHub App.</param>
public sealed record RepoPolicy(string InternalHost, bool AllowHttps, bool AllowLocal, string? GitHubHost = null)
{
    /// <summary>The repository at GitHub that is meant, by name or URL; null when it is another source.</summary>
    public GitHubRepoName? GitHubRepo(string? repo, string? host)
    {
        if (GitHubHost is null)
        {
            return null;
        }

        return Uri.TryCreate(repo, UriKind.Absolute, out var url)
            ? GitHubRepoName.Parse(url, GitHubHost)
            : host == GitHubHost ? GitHubRepoName.Parse(repo) : null;
    }

    /// <summary>The problem with <paramref name="repo"/> as a source, or null.</summary>
    public ArgumentError? Check(string repo, string host)
    {
        var argument = nameof(repo);
        if (GitHubRepo(repo, host) is not null || (DnsLabel.IsValid(repo) && host == InternalHost))
        {
            return null;
        }

        if (!Uri.TryCreate(repo, UriKind.Absolute, out var url))
        {
            return CheckName(repo, host);
        }

        if (url.UserInfo.Length > 0)
        {
            return new(argument, "the URL holds credentials", "Give the URL without them.");
        }

        var allowed = (url.Scheme == Uri.UriSchemeHttps && AllowHttps) || (url.IsFile && AllowLocal);
        return allowed
            ? null
            : new(argument, "this server deploys from its internal git only, not from this URL", "Call create_repo, push there, and give that repo's name.");
    }

    private ArgumentError CheckName(string repo, string host)
    {
        if (host == GitHubHost)
        {
            return new(nameof(repo), $"'{repo}' is no repository's name at {GitHubHost}", $"Use {GitHubRepoName.Rule}.");
        }

        var isName = DnsLabel.IsValid(repo) || GitHubRepoName.Parse(repo) is not null;
        if (isName && host != InternalHost)
        {
            return new("host", $"'{host}' is not connected", $"Use host=\"{InternalHost}\" for a repo made with create_repo.");
        }

        var atGitHub = GitHubHost is not null && isName ? $" For a repository at GitHub, give host=\"{GitHubHost}\" too." : "";
        return new(nameof(repo), $"'{repo}' is neither a repo's name nor a clone URL", $"A name is {DnsLabel.Rule}.{atGitHub}");
    }
}
