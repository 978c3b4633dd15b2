using System.Text.RegularExpressions;

namespace DeployMcp.Domain.Git;

/// <summary>A repository's name at GitHub, <c>owner/name</c>. GitHub tells no case apart.</summary>
public sealed partial record GitHubRepoName(string Owner, string Name)
{
    public const string Rule = "owner/name as GitHub shows it, for example acme/shop";

    /// <summary>Null when it is no such name.</summary>
    public static GitHubRepoName? Parse(string? text)
    {
        var parts = (text ?? "").Split('/');
        return parts.Length == 2 && IsOwner(parts[0]) && IsName(parts[1]) ? new GitHubRepoName(parts[0], parts[1]) : null;
    }

    /// <summary>From a web or clone URL on that host; null when it is none.</summary>
    public static GitHubRepoName? Parse(Uri url, string host)
    {
        if (url.Scheme != Uri.UriSchemeHttps || url.UserInfo.Length > 0 || !url.IsDefaultPort || url.Query.Length > 0
            || !url.Host.Equals(host, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var path = url.AbsolutePath.Trim('/');
        return Parse(path.EndsWith(".git", StringComparison.OrdinalIgnoreCase) ? path[..^4] : path);
    }

    public static bool IsName(string text)
        => NamePattern().IsMatch(text) && text is not ("." or "..") && !text.EndsWith(".git", StringComparison.OrdinalIgnoreCase);

    public override string ToString() => $"{Owner}/{Name}";

    private static bool IsOwner(string text) => OwnerPattern().IsMatch(text);

    /// <summary>Accounts that an enterprise manages have an underscore before its short name.</summary>
    [GeneratedRegex("^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(_[A-Za-z0-9]+)?$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex OwnerPattern();

    [GeneratedRegex("^[A-Za-z0-9._-]{1,100}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex NamePattern();
}
