using DeployMcp.Domain.Security;

namespace DeployMcp.Domain.Resources;

/// <summary>URLs of databases that the platform doesn't keep. It never calls them itself: it hands them to the user's own app.</summary>
public static class ExternalUrl
{
    public static IReadOnlyList<string> Schemes { get; } =
        ["libsql", "https", "wss", "http", "ws", "postgres", "postgresql", "mysql", "redis", "rediss", "mongodb", "mongodb+srv"];

    /// <summary>What is wrong with it, without any of it: it may hold a password. Null when nothing is.</summary>
    public static string? Problem(Sensitive url)
    {
        var text = url.Reveal();
        return text.Length > ResourceLimits.MaxUrlLength || text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c))
            ? "is too long or holds blanks"
            : !Uri.TryCreate(text, UriKind.Absolute, out var parsed) || parsed.Host.Length == 0
                ? "is no absolute URL with a host"
                : Schemes.Contains(parsed.Scheme, StringComparer.Ordinal) ? null : "has a scheme that no database has";
    }
}
