using DeployMcp.Planning.Plans;
using DeployMcp.Planning.Providers.Node.Workspaces;

namespace DeployMcp.Planning.Providers.Node.Managers;

/// <summary>
/// An install in the checkout itself: by pnpm, Yarn or Bun, or of a workspace. What it leaves is kept for the service as long as
/// the lockfile, the manifests and the managers' settings stay the same.
/// </summary>
internal static class CheckoutInstall
{
    private static readonly string[] SettingFiles = [".npmrc", ".pnpmfile.cjs", "pnpm-workspace.yaml", ".yarnrc", ".yarnrc.yml", "bunfig.toml"];

    public static InstallStep Of(NodeProject project, BuildStep step)
        => new(step, CanBeKept(project) ? Cache(project, step) : null) { Directory = project.Workspace is null ? null : project.InstallRoot.Directory };

    private static DependencyCache Cache(NodeProject project, BuildStep step)
    {
        var root = project.InstallRoot;
        var manager = project.Manager!;
        var members = project.Workspace?.Members.OrderBy(m => m.Key, StringComparer.Ordinal).ToList() ?? [];
        IEnumerable<string> directories = ["node_modules", .. members.Select(m => $"{m.Key}/node_modules")];
        if (manager.Kind == PackageManagerKind.YarnBerry)
        {
            directories = directories.Append(".yarn/install-state.gz");
        }

        IEnumerable<string> keys =
        [
            string.Join(' ', step.Command), project.InstallPackage.DependenciesOnly(isNamed: project.Workspace is not null),
            manager.Lockfile is null ? "" : root.Read(manager.Lockfile) ?? "",
            .. SettingFiles.Select(f => root.Read(f) ?? ""),
            .. members.SelectMany(m => (string[])[m.Key, m.Value.DependenciesOnly(isNamed: true)]),
        ];
        return new DependencyCache([.. directories], [.. keys], NodeInstall.Hooks(project.InstallPackage), null);
    }

    /// <summary>Not where the content also comes from files that no key holds, or hooks of a member would have to run again.</summary>
    private static bool CanBeKept(NodeProject project)
    {
        var root = project.InstallRoot;
        var lockfile = project.Manager!.Lockfile;
        PackageJson[] packages = [project.InstallPackage, .. project.Workspace?.Members.Values ?? []];
        return (lockfile is null || root.Read(lockfile) is not null)
            && !packages.Any(p => p.DependencySpecifiers.Any(NodeInstall.IsPath))
            && !packages.Skip(1).Any(p => NodeInstall.Hooks(p).Count > 0)
            && !packages[0].HasPatches && !HasPatches(root.Read("pnpm-workspace.yaml"), lockfile is null ? null : root.Read(lockfile));
    }

    /// <summary>Yarn's patches that come with Yarn itself don't count.</summary>
    private static bool HasPatches(string? workspaceFile, string? lockfile)
        => (workspaceFile is not null && PnpmWorkspaceFile.HasPatches(workspaceFile))
            || lockfile?.Split('\n').Any(l => l.Contains("patch:", StringComparison.Ordinal) && !l.Contains("builtin<", StringComparison.Ordinal)) == true;
}
