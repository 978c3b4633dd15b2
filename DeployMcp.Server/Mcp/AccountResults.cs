namespace DeployMcp.Server.Mcp;

/// <param name="GitAccount">Left out until the account is ready, some seconds after sign-up.</param>
public sealed record WhoAmIResult(string User, string GitHost, string? GitAccount = null);

public sealed record RepoResult(string Name, string Host, string Url);

/// <param name="Url">Without the token.</param>
public sealed record GitTokenResult(string Token, string Url, DateTimeOffset ExpiresAt);
