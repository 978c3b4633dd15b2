using DeployMcp.Planning.Plans;
using DeployMcp.Planning.Providers.Node.Managers;
using DeployMcp.Planning.Versions;

namespace DeployMcp.Planning.Providers.Node.Runtime;

/// <summary>Which Node.js an app asks for, and which its framework and its direct dependencies need.</summary>
internal static class NodeVersion
{
    /// <summary>From here on Node.js runs TypeScript itself, by stripping its types.</summary>
    private const string StripsTypes = "^22.18.0 || >=23.6.0";

    private static readonly Dictionary<string, string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["lts/*"] = "22 || 24",
        ["lts/krypton"] = "24",
        ["lts/jod"] = "22",
        ["lts/iron"] = "20",
        ["lts/hydrogen"] = "18",
        ["lts/gallium"] = "16",
        ["node"] = "*",
        ["stable"] = "*",
        ["latest"] = "*",
        ["current"] = "*",
        ["lts"] = "22 || 24",
    };

    /// <summary>Null when any will do.</summary>
    public static (NpmTool Tool, string? Reason)? Of(NodeProject project, bool runsTypeScript, bool atRuntime)
    {
        var asked = Asked(project);
        string[] preferred =
        [
            .. project.Framework?.Node is { } framework ? [framework] : Array.Empty<string>(),
            .. runsTypeScript ? [StripsTypes] : Array.Empty<string>(),
            .. OfDependencies(project),
        ];
        return asked is null && preferred.Length == 0
            ? null
            : (new NpmTool("node", "node", asked?.Range ?? "*", preferred, atRuntime), asked is { } wanted ? $"Node.js {wanted.Range} because of {wanted.From}" : null);
    }

    private static (string Range, string From)? Asked(NodeProject project)
    {
        (string? Text, string From)[] places =
        [
            (project.Package?.Engine("node"), "engines.node in package.json"),
            (project.Package?.Volta("node"), "volta.node in package.json"),
            (project.Source.Read(".nvmrc"), ".nvmrc"),
            (project.Source.Read(".node-version"), ".node-version"),
            (project.Workspace?.Package.Engine("node"), "engines.node in the workspace's package.json"),
            (project.Workspace?.Root.Read(".nvmrc"), "the workspace's .nvmrc"),
            (project.Workspace?.Root.Read(".node-version"), "the workspace's .node-version"),
        ];
        foreach (var (text, from) in places)
        {
            if (text?.Trim() is { Length: > 0 } wanted && VersionRange.Parse(Names.GetValueOrDefault(wanted, wanted)) is not null)
            {
                return (Names.GetValueOrDefault(wanted, wanted), from);
            }
        }

        return null;
    }

    /// <summary>What npm's lockfile holds of the direct dependencies' engines.</summary>
    private static IReadOnlyList<string> OfDependencies(NodeProject project)
    {
        var lockfile = NpmLockfile.Read(project.InstallRoot.Read("package-lock.json"));
        return [.. (project.Package?.Dependencies ?? []).Select(lockfile.NodeOf).OfType<string>()
            .Where(r => VersionRange.Parse(r) is { IsEmpty: false }).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }
}
