namespace DeployMcp.Platform.GitHub;

/// <summary>Section <c>GitHub</c> of the configuration: the GitHub App that reaches users' repositories.</summary>
public sealed class GitHubOptions
{
    public const string Section = "GitHub";

    /// <summary>The app's number; 0 while there is no app.</summary>
    public long AppId { get; set; }

    /// <summary>The app's name in URLs.</summary>
    public string AppSlug { get; set; } = "";

    /// <summary>The app's private key: PEM text, in which <c>\n</c> may stand for a line's end, or a file that holds it.</summary>
    public string PrivateKey { get; set; } = "";

    /// <summary>The app's OAuth client, with which a person proves who they are at GitHub.</summary>
    public string ClientId { get; set; } = "";

    public string ClientSecret { get; set; } = "";

    /// <summary>The REST API; at an enterprise server <c>https://HOST/api/v3/</c>.</summary>
    public string ApiUrl { get; set; } = "https://api.github.com/";

    /// <summary>The web address, which git uses too.</summary>
    public string Url { get; set; } = "https://github.com/";

    /// <summary>What agents call this git host.</summary>
    public string Host { get; set; } = "github.com";

    /// <summary>The longest that a call waits for GitHub's rate limit before it gives up.</summary>
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The longest that one request may take.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(20);

    public bool IsConfigured => AppId > 0 && PrivateKey.Length > 0;

    /// <summary>Whether a person can connect an installation.</summary>
    public bool CanConnect => IsConfigured && AppSlug.Length > 0 && ClientId.Length > 0 && ClientSecret.Length > 0;

    /// <summary>Relative addresses are found from it.</summary>
    internal Uri ApiBase => new(ApiUrl.TrimEnd('/') + "/");

    internal string Web => Url.TrimEnd('/');
}
