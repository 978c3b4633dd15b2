using DeployMcp.Planning.Plans;
using DeployMcp.Planning.Providers.Node;
using DeployMcp.Planning.Source;

namespace DeployMcp.Planning.Providers.Languages;

/// <summary>Styles and scripts that the package.json of an app in another language builds.</summary>
internal sealed record Assets(InstallStep? Install, BuildStep? Build, IReadOnlyList<string> Tools, string Reason)
{
    /// <summary>Null where package.json has no build script: then it is for tools.</summary>
    public static Assets? Of(SourceTree source)
    {
        if (PackageJson.Read(source) is not { } package || package.Script("build") is null)
        {
            return null;
        }

        var steps = NodeSteps.Of(source, package, new PlanSettings(Domain.Services.BuildPack.Railpack, null, null, null, null, null));
        return new Assets(steps.Install, steps.Build, steps.Tools, $"Builds assets because of package.json: {string.Join("; ", steps.Reasons)}");
    }
}
