using System.Text.RegularExpressions;

namespace DeployMcp.LibSql.Databases;

/// <summary>A database's name is a DNS label, because it is one in <c>http://NAME.host/</c>; and a directory.</summary>
internal static partial class DatabaseName
{
    public const string Rule = "A database's name has 1 to 63 lower-case letters, digits and hyphens, and begins and ends with no hyphen.";

    public static bool IsValid(string name) => Label().IsMatch(name);

    [GeneratedRegex("^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Label();
}
