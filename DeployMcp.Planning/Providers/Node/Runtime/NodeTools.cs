using System.Text.RegularExpressions;
using DeployMcp.Planning.Plans;
using DeployMcp.Planning.Providers.Node.Managers;
using DeployMcp.Planning.Versions;

namespace DeployMcp.Planning.Providers.Node.Runtime;

/// <summary>The programs of certain versions that a project's install, build and start call.</summary>
internal static partial class NodeTools
{
    private static readonly (string Program, string Range)[] Others = [("pnpm", "^10"), ("yarn", "^1"), ("bun", "^1")];

    /// <param name="building">The lines of install and build.</param>
    /// <param name="start">Null for a site.</param>
    public static (IReadOnlyList<NpmTool> Tools, IReadOnlyList<string> Reasons) Of(NodeProject project, string building, NodeStart? start)
    {
        var starting = start is null ? null : string.Join(' ', start.Command);
        var node = NodeVersion.Of(project, starting is not null && RunsTypeScript().IsMatch(starting), starting is not null);
        var tools = new List<NpmTool>();
        if (node is { } version)
        {
            tools.Add(version.Tool);
            tools.AddRange(NpmFor(version.Tool));
        }

        tools.AddRange(Others.Where(o => Calls(building, o.Program) || Calls(starting, o.Program)).Select(o => Manager(project.Manager, o.Program, o.Range, Calls(starting, o.Program))));
        if (start?.NeedsTsx == true)
        {
            tools.Add(Tsx);
        }

        return (tools, node?.Reason is { } reason ? [reason] : []);
    }

    /// <summary>Runs TypeScript with all of its syntax on every Node.js; stripping types covers less, and only on newer ones.</summary>
    private static NpmTool Tsx => new("tsx", "tsx", "^4", [], AtRuntime: true);

    /// <summary>A current npm doesn't run on a Node.js that old.</summary>
    private static IEnumerable<NpmTool> NpmFor(NpmTool node)
    {
        bool Allows(string range) => VersionRange.Parse(node.Range)!.And(VersionRange.Parse(range)!) is { IsEmpty: false };
        return Allows("^20.17.0 || >=22.9.0") ? [] : [new NpmTool("npm", "npm", Allows("^18.17.0 || >=20.5.0") ? "^10" : "^8", [], AtRuntime: false)];
    }

    private static NpmTool Manager(PackageManager? manager, string program, string range, bool atRuntime)
        => manager?.Program == program ? new NpmTool(program, manager.Package, manager.Range, [], atRuntime) : new NpmTool(program, program, range, [], atRuntime);

    private static bool Calls(string? line, string program)
        => line is not null && Regex.IsMatch(line, $@"(^|[\s;&|(""'])({program}|{program}x)(?=\s|$|;)", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    [GeneratedRegex(@"\bnode (--?[\w=-]+ )*[\w./-]+\.[mc]?ts\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex RunsTypeScript();
}
