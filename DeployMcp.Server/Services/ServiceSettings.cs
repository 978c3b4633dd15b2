using DeployMcp.Domain.Services;
using DeployMcp.Platform.GitHub;

namespace DeployMcp.Server.Services;

/// <summary>What this server's configuration says about services.</summary>
public sealed class ServiceSettings(IConfiguration configuration, GitHubOptions gitHub)
{
    private readonly string _publicUrl = configuration["Edge:PublicUrl"] ?? "http://{host}.localhost:8080";

    /// <summary>The internal git's name for agents.</summary>
    public string InternalHost { get; } = configuration["Git:InternalHost"] ?? "ml.ink";

    public RepoPolicy Repos => new(
        InternalHost,
        configuration.GetValue("Sources:AllowHttps", defaultValue: false),
        configuration.GetValue("Sources:AllowLocal", defaultValue: false),
        gitHub.IsConfigured ? gitHub.Host : null);

    /// <summary>Most services that a user may have at a time; <c>Limits:ServicesPerUser</c>.</summary>
    public int ServicesPerUser { get; } = configuration.GetValue("Limits:ServicesPerUser", defaultValue: 50);

    public string UrlOf(string hostname) => _publicUrl.Replace("{host}", hostname, StringComparison.Ordinal);
}
