using DeployMcp.Domain.Services;
using DeployMcp.Planning.Plans;
using DeployMcp.Planning.Providers.Node;
using DeployMcp.Planning.Providers.Static;
using DeployMcp.Planning.Source;

namespace DeployMcp.Planning.Providers.Languages;

/// <summary>Styles and scripts that the package.json of an app in another language builds.</summary>
/// <param name="Plan">As for a site of their own; what it would publish doesn't count.</param>
internal sealed record Assets(BuildPlan Plan)
{
    private static readonly PlanSettings NothingSaid = new(BuildPack.Railpack, null, null, null, null, null);

    public string Reason => $"Builds assets because of package.json: {string.Join("; ", Plan.Reasons)}";

    /// <summary>Null where package.json has no build script: then it is for tools.</summary>
    public static Assets? Of(SourceTree source)
        => PackageJson.Read(source)?.Script("build") is null
            ? null
            : new Assets(NodeSteps.Of(NodeProject.Of(source, NothingSaid)).Plan("Assets", [], StaticProvider.BuiltSite(NothingSaid)));
}
