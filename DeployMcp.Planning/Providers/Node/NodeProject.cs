using DeployMcp.Planning.Plans;
using DeployMcp.Planning.Providers.Node.Frameworks;
using DeployMcp.Planning.Providers.Node.Managers;
using DeployMcp.Planning.Providers.Node.Workspaces;
using DeployMcp.Planning.Source;

namespace DeployMcp.Planning.Providers.Node;

/// <summary>The directory that is deployed, and what around it decides how.</summary>
/// <param name="Package">Its package.json; null when it has none.</param>
/// <param name="Workspace">Null when it is installed for itself.</param>
/// <param name="Framework">Null when none is known by its dependencies.</param>
internal sealed record NodeProject(
    SourceTree Source, PackageJson? Package, NodeWorkspace? Workspace, PackageManager? Manager, Framework? Framework, PlanSettings Settings)
{
    public static NodeProject Of(SourceTree source, PlanSettings settings)
    {
        var package = PackageJson.Read(source);
        var workspace = package is null ? null : NodeWorkspace.Around(source);
        var root = workspace?.Root ?? source;
        var manager = package is null ? null : PackageManagerChoice.Of(root, workspace?.Package ?? package);
        var project = new NodeProject(source, package, workspace, manager, null, settings);
        return project with { Framework = FrameworkRegistry.Find(project) };
    }

    /// <summary>Where dependencies are installed.</summary>
    public SourceTree InstallRoot => Workspace?.Root ?? Source;

    /// <summary>Of <see cref="InstallRoot"/>.</summary>
    public PackageJson InstallPackage => Workspace?.Package ?? Package!;

    /// <summary>Where the project is, relative to <see cref="InstallRoot"/>; empty when that is the same.</summary>
    public string Path => Workspace?.PathOf(Source) ?? "";

    public NodeScript Scripts => new(Path);

    public bool DependsOn(params IEnumerable<string> packages) => Package?.DependsOn(packages) == true;
}
