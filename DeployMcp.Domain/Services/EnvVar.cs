using System.Text.RegularExpressions;
using DeployMcp.Domain.Security;

namespace DeployMcp.Domain.Services;

public sealed record EnvVar(string Key, Sensitive Value);

public static partial class EnvVarName
{
    public const string Rule = "a letter or underscore, then letters, digits and underscores, at most 128 characters";

    /// <summary>Set by the platform itself, so not by the user.</summary>
    public static bool IsReserved(string key) => key == "PORT";

    public static bool IsValid(string? key) => key is { Length: > 0 and <= 128 } && Pattern().IsMatch(key);

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*\\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Pattern();
}
