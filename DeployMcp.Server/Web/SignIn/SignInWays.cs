using DeployMcp.Platform.Identity;
using DeployMcp.Server.Accounts;

namespace DeployMcp.Server.Web.SignIn;

/// <summary>How people can sign in on this platform, by its settings.</summary>
public sealed class SignInWays(FirebaseOptions firebase, GitHubSignInOptions github, DevelopmentUser development)
{
    /// <summary>Null when Firebase, or the key that its scripts need, isn't configured.</summary>
    public FirebaseOptions? Firebase => firebase is { IsConfigured: true, ApiKey.Length: > 0 } ? firebase : null;

    /// <summary>Null when GitHub isn't configured.</summary>
    public GitHubSignInOptions? GitHub => github.IsConfigured ? github : null;

    /// <summary>Null where there is no development user.</summary>
    public string? DevelopmentName => development.IsWanted ? development.Name : null;

    public bool HasAny => Firebase is not null || GitHub is not null || DevelopmentName is not null;

    /// <summary>What the operator has to set; null when something is set up.</summary>
    public string? Missing
        => HasAny ? null
            : firebase.IsConfigured ? "Firebase:ApiKey, the web app's key of the Firebase project"
            : "Firebase:ProjectId and Firebase:ApiKey, or GitHub:ClientId and GitHub:ClientSecret";
}
