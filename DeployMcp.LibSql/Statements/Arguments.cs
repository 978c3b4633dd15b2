using DeployMcp.LibSql.Hrana;
using DeployMcp.LibSql.Sqlite;

namespace DeployMcp.LibSql.Statements;

/// <summary>Arguments meet parameters (Hrana 3, "Statements"): none may be missing, none too many; a named one beats a positional one.</summary>
internal static class Arguments
{
    private static readonly string[] Prefixes = [":", "@", "$", "?"];

    /// <exception cref="HranaException">They don't match.</exception>
    public static void Bind(SqliteStatement statement, Stmt stmt)
    {
        if (stmt.Args.Count > statement.ParameterCount)
            throw Invalid($"too many parameters, expected {statement.ParameterCount} found {stmt.Args.Count}");
        for (var i = 0; i < stmt.Args.Count; i++)
            statement.Bind(i + 1, stmt.Args[i]);
        if (stmt.NamedArgs.Count == 0 && stmt.Args.Count == statement.ParameterCount)
            return;
        BindNamed(statement, stmt);
    }

    private static void BindNamed(SqliteStatement statement, Stmt stmt)
    {
        var names = new string?[statement.ParameterCount];
        for (var i = 0; i < names.Length; i++)
            names[i] = statement.ParameterName(i + 1);
        var bound = new bool[names.Length];
        Array.Fill(bound, true, 0, stmt.Args.Count);
        foreach (var arg in stmt.NamedArgs)
        {
            var index = Find(names, arg.Name);
            statement.Bind(index + 1, arg.Value);
            bound[index] = true;
        }

        for (var i = 0; i < bound.Length; i++)
        {
            // ?5 alone makes five parameters, of which four are never read.
            if (!bound[i] && (names[i] is not null || !HasGaps(names)))
                throw Invalid($"value for parameter {names[i] ?? $"{i + 1}"} not found");
        }
    }

    private static int Find(string?[] names, string name)
    {
        var index = Array.IndexOf(names, name);
        for (var i = 0; index < 0 && i < Prefixes.Length; i++)
            index = Array.IndexOf(names, Prefixes[i] + name);
        return index >= 0 ? index : throw Invalid($"the statement has no parameter {name}");
    }

    private static bool HasGaps(string?[] names) => names.Any(name => name is ['?', ..]);

    private static HranaException Invalid(string why) => new("ARGS_INVALID", $"Arguments do not match SQL parameters: {why}");
}
