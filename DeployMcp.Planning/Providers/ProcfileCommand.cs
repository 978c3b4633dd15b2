using DeployMcp.Planning.Source;

namespace DeployMcp.Planning.Providers;

/// <summary>The <c>web</c> line of a Procfile.</summary>
internal static class ProcfileCommand
{
    public static string? Web(SourceTree source)
        => source.Read("Procfile")?.Split('\n')
            .Select(l => l.Trim())
            .Where(l => l.StartsWith("web:", StringComparison.Ordinal))
            .Select(l => l["web:".Length..].Trim())
            .FirstOrDefault(l => l.Length > 0);
}
