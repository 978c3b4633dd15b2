namespace DeployMcp.Server.Mcp;

/// <param name="GitAccount">Left out until the account is ready, some seconds after sign-up.</param>
/// <param name="GithubAccounts">Connected by the GitHub App; left out where this platform has none.</param>
/// <param name="GithubInstallUrl">Where a person connects an account, or lets the app reach more.</param>
public sealed record WhoAmIResult(
    string User, string GitHost, string? GitAccount = null, IReadOnlyList<string>? GithubAccounts = null, string? GithubInstallUrl = null);

public sealed record RepoResult(string Name, string Host, string Url);

/// <param name="Url">Without the token.</param>
public sealed record GitTokenResult(string Token, string Url, DateTimeOffset ExpiresAt);
