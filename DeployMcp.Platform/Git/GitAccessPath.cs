using System.Text;
using DeployMcp.Domain.Security;

namespace DeployMcp.Platform.Git;

/// <summary>How git reaches a repository. Credentials go into the settings, so into the environment, and nowhere else.</summary>
internal sealed record GitAccessPath(string Url, IReadOnlyList<KeyValuePair<string, string>> Settings, GitOriginKind Kind)
{
    private const string AllowProtocol = "GIT_ALLOW_PROTOCOL";

    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>
    /// The other end of a local fetch takes no setting of ours but in its own command. Other users' repositories are what the
    /// operator has allowed by allowing local URLs.
    /// </summary>
    public IReadOnlyList<string> Options => Kind == GitOriginKind.Local ? ["--upload-pack=git -c safe.directory='*' upload-pack"] : [];

    public static GitAccessPath ToInternal(string url, Sensitive token)
        => new(url, [Credentials(url, "deploy", token)], GitOriginKind.Internal) { Environment = Only("http:https") };

    public static GitAccessPath ToRemote(Uri url, KeyValuePair<string, string> pin, string? certificateAuthorities)
        => new(url.AbsoluteUri, [pin], GitOriginKind.Remote) { Environment = Over("https", certificateAuthorities) };

    /// <summary>The host is the operator's setting, not a user's, so that its addresses need no check.</summary>
    public static GitAccessPath ToGitHub(Uri url, Sensitive token, string? certificateAuthorities)
        => new(url.AbsoluteUri, [Credentials(url.AbsoluteUri, "x-access-token", token)], GitOriginKind.GitHub)
        {
            Environment = Over(url.Scheme, certificateAuthorities),
        };

    public static GitAccessPath ToLocal(Uri url) => new(url.AbsoluteUri, [], GitOriginKind.Local) { Environment = Only("file") };

    private static KeyValuePair<string, string> Credentials(string url, string user, Sensitive token)
        => new($"http.{url}.extraHeader", $"Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{token.Reveal()}"))}");

    private static Dictionary<string, string> Over(string protocol, string? certificateAuthorities)
    {
        var environment = Only(protocol);
        if (certificateAuthorities is not null)
        {
            environment["GIT_SSL_CAINFO"] = certificateAuthorities;
        }

        return environment;
    }

    private static Dictionary<string, string> Only(string protocols) => new(StringComparer.Ordinal) { [AllowProtocol] = protocols };
}

internal enum GitOriginKind
{
    Internal,
    Remote,
    GitHub,
    Local,
}
