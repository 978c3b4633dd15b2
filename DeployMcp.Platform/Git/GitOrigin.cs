using DeployMcp.Domain.Git;
using DeployMcp.Domain.Security;

namespace DeployMcp.Platform.Git;

/// <summary>Where a service's source comes from.</summary>
public abstract record GitOrigin
{
    private GitOrigin()
    {
    }

    /// <summary>A repo on the platform's own git server.</summary>
    public sealed record Internal(Repo Repo) : GitOrigin;

    /// <summary>A clone URL that the server's settings allow: https, or a local one.</summary>
    public sealed record External(Uri Url) : GitOrigin
    {
        public bool IsLocal => Url.IsFile;
    }

    /// <summary>A repository at GitHub, and an installation token that reads just this one.</summary>
    public sealed record GitHub(Uri Url, Sensitive Token) : GitOrigin;
}
