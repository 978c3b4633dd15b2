using DeployMcp.Domain.Git;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Validation;
using DeployMcp.Server.Calls;

namespace DeployMcp.Server.Repos;

/// <summary>The git hosts that this server can make repos on: its internal one.</summary>
public sealed class RepoHosts(IConfiguration configuration)
{
    private readonly string _publicUrl = configuration["Git:PublicUrl"] ?? "http://localhost:8083";

    public string InternalHost { get; } = configuration["Git:InternalHost"] ?? "ml.ink";

    public string UrlOf(Repo repo) => GitUrl.Of(_publicUrl, repo);

    /// <summary>Every error of a repo's name and host.</summary>
    public IEnumerable<ArgumentError> Check(string name, string? host)
    {
        if (!DnsLabel.IsValid(name))
        {
            yield return new ArgumentError("name", $"'{RefusalException.Shown(name)}' is no DNS label", $"Use {DnsLabel.Rule}.");
        }

        if (host is not null && host != InternalHost)
        {
            yield return new ArgumentError("host", $"'{RefusalException.Shown(host)}' is not connected", $"Leave it out, or use \"{InternalHost}\".");
        }
    }
}
