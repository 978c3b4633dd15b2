namespace DeployMcp.Platform.Identity;

/// <summary>What of section <c>GitHub</c> sign-in needs: an OAuth app, or a GitHub App's OAuth half.</summary>
public sealed class GitHubSignInOptions
{
    public const string Section = "GitHub";

    /// <summary>Without it and the secret nobody signs in through GitHub.</summary>
    public string ClientId { get; set; } = "";

    public string ClientSecret { get; set; } = "";

    /// <summary>Where people sign in, for example a GitHub Enterprise server.</summary>
    public string Url { get; set; } = "https://github.com";

    public string ApiUrl { get; set; } = "https://api.github.com";

    public bool IsConfigured => ClientId.Length > 0 && ClientSecret.Length > 0;
}
