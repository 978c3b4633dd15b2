using System.Text.RegularExpressions;

namespace DeployMcp.Domain.Identity;

/// <summary>Names of services, projects and repos: one DNS label (RFC 1123 section 2.1), lower case, 1 to 63 characters.</summary>
public static partial class DnsLabel
{
    public const int MaxLength = 63;

    public const string Rule = "1 to 63 lower-case letters, digits and hyphens, starting and ending with a letter or digit";

    public static bool IsValid(string? value) => value is { Length: > 0 and <= MaxLength } && Pattern().IsMatch(value);

    [GeneratedRegex("^[a-z0-9]([a-z0-9-]*[a-z0-9])?\\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Pattern();
}
