namespace DeployMcp.Planning.Providers.Node.Workspaces;

/// <summary>The two things of a pnpm-workspace.yaml that matter here; the rest of it is pnpm's.</summary>
internal static class PnpmWorkspaceFile
{
    /// <summary>The list under <c>packages:</c>, in block or flow style; empty when the file only holds settings.</summary>
    public static IReadOnlyList<string> Packages(string yaml)
    {
        var lines = yaml.Split('\n').Select(l => l.Split(" #")[0].TrimEnd()).Where(l => l.Length > 0).ToList();
        var start = lines.FindIndex(l => l.StartsWith("packages:", StringComparison.Ordinal));
        if (start < 0)
        {
            return [];
        }

        var rest = lines[start]["packages:".Length..].Trim();
        var items = rest.StartsWith('[')
            ? rest.Trim('[', ']').Split(',')
            : lines.Skip(start + 1).TakeWhile(l => l.TrimStart().StartsWith('-')).Select(l => l.TrimStart()[1..]);
        return [.. items.Select(i => i.Trim().Trim('"', '\'')).Where(i => i.Length > 0)];
    }

    public static bool HasPatches(string yaml) => yaml.Split('\n').Any(l => l.StartsWith("patchedDependencies:", StringComparison.Ordinal));
}
