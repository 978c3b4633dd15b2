namespace DeployMcp.Server.Web;

/// <summary>Where a page leads back to: only ever a path of this server, so that no link through here ends elsewhere.</summary>
public static class LocalPath
{
    private const int MaxLength = 8_000;

    /// <summary>The path and query if it is one of ours; else <c>/</c>. Browsers read <c>//host</c> and <c>/\host</c> as another host.</summary>
    public static string Of(string? asked)
        => asked is { Length: > 0 and <= MaxLength } && asked[0] == '/' && (asked.Length == 1 || asked[1] is not ('/' or '\\'))
            && !asked.Any(c => char.IsControl(c) || c == '\\')
            ? asked
            : "/";
}
