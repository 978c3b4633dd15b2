namespace DeployMcp.Domain.Identity;

/// <summary>What a key may do. Each includes those before it.</summary>
public enum KeyScope
{
    /// <summary>Look: services, deployments, logs, names of variables.</summary>
    Read,

    /// <summary>Make and change: repos, tokens for them, services, variables and their values, deployments.</summary>
    Deploy,

    /// <summary>Also delete, and all that concerns the account: keys, connections, the account itself.</summary>
    Admin,
}

/// <summary>Scopes as they are stored, shown, and spoken of in OAuth (RFC 6749 section 3.3).</summary>
public static class KeyScopes
{
    public static IReadOnlyList<string> Wire { get; } = ["read", "deploy", "admin"];

    public static string ToWire(this KeyScope scope) => Wire[(int)scope];

    /// <summary>The widest of these; null when one of them is no scope, or there are none.</summary>
    public static KeyScope? Widest(IReadOnlyCollection<string> scopes)
        => scopes.Count > 0 && scopes.All(Wire.Contains) ? (KeyScope)scopes.Max(s => Wire.ToList().IndexOf(s)) : null;
}
