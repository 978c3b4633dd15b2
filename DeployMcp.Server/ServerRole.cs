namespace DeployMcp.Server;

/// <summary>Which part of the product API a process answers. All parts need the same database and settings.</summary>
internal enum ServerRole
{
    All,

    /// <summary>Agents: <c>/mcp</c> and the documents that lead a client from there to the sign-in.</summary>
    Mcp,

    /// <summary>People and their programs: pages, GraphQL, OAuth.</summary>
    Api,
}

internal static class ServerRoles
{
    private const string Option = "--role";

    /// <summary><c>--role mcp</c> or <c>--role api</c>; without it, both.</summary>
    /// <exception cref="InvalidOperationException">Another role is asked for, or none after <c>--role</c>.</exception>
    public static ServerRole Of(string[] args) => Asked(args) switch
    {
        null => ServerRole.All,
        "mcp" => ServerRole.Mcp,
        "api" => ServerRole.Api,
        var other => throw new InvalidOperationException($"--role is '{other}'. Use --role mcp, --role api, or leave it out for both."),
    };

    private static string? Asked(string[] args)
        => Array.FindIndex(args, a => a == Option || a.StartsWith(Option + "=", StringComparison.Ordinal)) switch
        {
            < 0 => null,
            var i when args[i].Length > Option.Length => args[i][(Option.Length + 1)..],
            var i => i + 1 < args.Length ? args[i + 1] : "",
        };
}
