namespace DeployMcp.Platform.GitHub;

/// <summary>Why the app doesn't reach something of a user's. Theirs to mend, at GitHub.</summary>
public enum GitHubProblem
{
    /// <summary>The app is not, or no longer, installed there.</summary>
    NotInstalled,

    /// <summary>The installation was suspended.</summary>
    Suspended,

    /// <summary>There is no such repository, or the installation doesn't cover it: GitHub doesn't tell them apart.</summary>
    NoAccess,

    /// <summary>The installation lacks a permission.</summary>
    NotPermitted,
}

/// <param name="evidence">What GitHub answered.</param>
public sealed class GitHubAccessException(GitHubProblem problem, string message, string? evidence) : Exception(message)
{
    public GitHubProblem Problem => problem;

    public string? Evidence => evidence;
}

/// <summary>GitHub doesn't answer, fails, or has had enough of us for now: nobody's repository is at fault, and trying later may help.</summary>
/// <param name="retryAt">When GitHub takes requests again, where it says so.</param>
public sealed class GitHubUnavailableException(string message, DateTimeOffset? retryAt = null) : IOException(message)
{
    public DateTimeOffset? RetryAt => retryAt;
}

/// <summary>The operator's settings of the app are wrong or missing. Never a user's fault.</summary>
public sealed class GitHubSetupException(string message) : Exception(message);
