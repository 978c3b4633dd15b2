namespace DeployMcp.Domain.Resources;

/// <summary>The names of the variables by which an app finds its databases.</summary>
public static class ResourceVariables
{
    /// <param name="isOnly">Whether the service has no other resource: its variables then are named for none.</param>
    public static string Url(string resource, bool isOnly) => $"{Prefix(resource, isOnly)}_URL";

    public static string Token(string resource, bool isOnly) => $"{Prefix(resource, isOnly)}_AUTH_TOKEN";

    /// <summary>A DNS label as an identifier; no two labels give the same.</summary>
    private static string Prefix(string resource, bool isOnly)
    {
        var name = resource.Replace('-', '_').ToUpperInvariant();
        return isOnly ? "DATABASE" : char.IsAsciiDigit(name[0]) ? $"_{name}" : name;
    }
}
