namespace DeployMcp.Platform.Git;

/// <summary>Section <c>Git</c> of the configuration, as those see it who use the git server.</summary>
public sealed class InternalGitOptions
{
    public const string Section = "Git";

    /// <summary>The git server as this process reaches it.</summary>
    public string ApiAddress { get; set; } = "http://localhost:8083";

    public string ServiceToken { get; set; } = "";
}
