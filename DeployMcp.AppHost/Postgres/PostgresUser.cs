namespace DeployMcp.AppHost.Postgres;

/// <summary>PostgreSQL refuses to run as root: then it runs as the system's <c>postgres</c>, else as <c>nobody</c>.</summary>
internal static class PostgresUser
{
    /// <summary>The user to change to; null where this process is no root and PostgreSQL runs as its own user.</summary>
    public static string? Name { get; } = !Environment.IsPrivilegedProcess ? null
        : File.ReadLines("/etc/passwd").Any(l => l.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres"
        : "nobody";

    public static IReadOnlyList<string> Wrap(IReadOnlyList<string> command)
        => Name is null ? command : ["setpriv", $"--reuid={Name}", $"--regid={GroupOf(Name)}", "--clear-groups", "--", .. command];

    private static string GroupOf(string user) => user == "nobody" ? "nogroup" : user;
}
