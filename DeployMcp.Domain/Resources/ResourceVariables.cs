namespace DeployMcp.Domain.Resources;

/// <summary>A database that a service has.</summary>
/// <param name="HasToken">False for an external one whose URL says everything.</param>
public sealed record ResourceUse(string Name, bool HasToken);

/// <summary>A variable that a service gets from a database of its own.</summary>
/// <param name="IsToken">Else it is the URL.</param>
public sealed record ResourceVariable(string Key, string Resource, bool IsToken);

/// <summary>The variables by which an app finds its databases.</summary>
public static class ResourceVariables
{
    /// <summary>
    /// <c>DATABASE_URL</c> and <c>DATABASE_AUTH_TOKEN</c> of a single one; of several each begins with the database's name. No two
    /// databases give the same.
    /// </summary>
    public static IReadOnlyList<ResourceVariable> Of(IReadOnlyList<ResourceUse> resources) => [.. resources.SelectMany(r =>
    {
        var prefix = resources.Count == 1 ? "DATABASE" : Identifier(r.Name);
        var url = new ResourceVariable($"{prefix}_URL", r.Name, IsToken: false);
        return r.HasToken ? [url, new ResourceVariable($"{prefix}_AUTH_TOKEN", r.Name, IsToken: true)] : new[] { url };
    })];

    private static string Identifier(string label)
    {
        var name = label.Replace('-', '_').ToUpperInvariant();
        return char.IsAsciiDigit(name[0]) ? $"_{name}" : name;
    }
}
