using DeployMcp.Planning.Source;

namespace DeployMcp.Planning.Providers.Node.Workspaces;

/// <summary>Packages of one checkout which are installed together, at the directory that names them.</summary>
/// <param name="Root">The tree from that directory.</param>
/// <param name="Package">Its package.json.</param>
/// <param name="Members">The other packages by their directory, relative to the root.</param>
internal sealed record NodeWorkspace(SourceTree Root, PackageJson Package, IReadOnlyDictionary<string, PackageJson> Members)
{
    /// <summary>The workspace that a directory of the checkout is the root or a member of; null when it is neither.</summary>
    public static NodeWorkspace? Around(SourceTree source)
    {
        if (At(source) is { } own)
        {
            return own;
        }

        for (var directory = source.Directory; directory.Length > 0;)
        {
            directory = directory.LastIndexOf('/') is > 0 and var end ? directory[..end] : "";
            if (At(source.Checkout.Under(directory)) is { } workspace && workspace.Members.ContainsKey(workspace.PathOf(source)))
            {
                return workspace;
            }
        }

        return null;
    }

    /// <summary>Where a directory of the same checkout is, relative to the root; empty for the root itself.</summary>
    public string PathOf(SourceTree source)
        => source.Directory == Root.Directory ? "" : source.Directory[(Root.Directory.Length == 0 ? 0 : Root.Directory.Length + 1)..];

    /// <summary>The members that one depends on, by way of others too, each after those that it needs itself.</summary>
    public IReadOnlyList<string> DependenciesOf(string path)
    {
        var ordered = new List<string>();
        Visit(path, [], ordered);
        ordered.Remove(path);
        return ordered;
    }

    private void Visit(string path, HashSet<string> seen, List<string> ordered)
    {
        if (!seen.Add(path))
        {
            return;
        }

        var needed = (path.Length == 0 ? Package : Members[path]).Dependencies.ToHashSet(StringComparer.Ordinal);
        foreach (var (member, _) in Members.Where(m => needed.Contains(m.Value.Name)).OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            Visit(member, seen, ordered);
        }

        ordered.Add(path);
    }

    private static NodeWorkspace? At(SourceTree root)
    {
        var patterns = root.Read("pnpm-workspace.yaml") is { } yaml ? PnpmWorkspaceFile.Packages(yaml) : null;
        if (PackageJson.Read(root) is not { } package || (patterns is null or [] && !package.HasWorkspaces))
        {
            return null;
        }

        var matching = new WorkspacePatterns(patterns is null or [] ? [.. package.Workspaces] : patterns);
        var members = root.Files.Where(f => f.EndsWith("/package.json", StringComparison.Ordinal)).Select(f => f[..^"/package.json".Length]).Where(matching.Includes)
            .Select(d => (Directory: d, Package: PackageJson.Read(root.Under(d)))).Where(m => m.Package is not null);
        return new NodeWorkspace(root, package, members.ToDictionary(m => m.Directory, m => m.Package!, StringComparer.Ordinal));
    }
}
