using DeployMcp.Domain.Failures;
using DeployMcp.Planning.Plans;

namespace DeployMcp.Planning.Providers.Node.Managers;

/// <summary>The command by which each package manager installs exactly what the lockfile says, or what it finds where there is none.</summary>
internal static class InstallCommand
{
    /// <summary>Yarn's Plug'n'Play needs every program to be started through Yarn: a directory of dependencies runs everywhere.</summary>
    private static readonly Dictionary<string, string> YarnBerry = new(StringComparer.Ordinal)
    {
        ["YARN_NODE_LINKER"] = "node-modules",
        ["YARN_ENABLE_TELEMETRY"] = "0",
    };

    /// <summary>Files are copied out of the manager's store, which keeps each build's own: linked, a build could change the store.</summary>
    private static readonly Dictionary<string, string> Pnpm = new(StringComparer.Ordinal)
    {
        ["npm_config_package_import_method"] = "copy",
        ["pnpm_config_package_import_method"] = "copy",
        ["npm_config_extend_node_path"] = "false",
        ["pnpm_config_extend_node_path"] = "false",
        ["npm_config_manage_package_manager_versions"] = "false",
        ["pnpm_config_manage_package_manager_versions"] = "false",
    };

    /// <exception cref="DeploymentFailureException">The manager would refuse for want of a lockfile.</exception>
    public static BuildStep Of(PackageManager manager)
    {
        if (manager is { IsPinned: true, IsImmutableInCi: true, Lockfile: null })
        {
            throw MissingLockfile(manager);
        }

        var frozen = manager.Lockfile is not null;
        string[] command = manager.Kind switch
        {
            PackageManagerKind.Pnpm => ["pnpm", "install", frozen ? "--frozen-lockfile" : "--no-frozen-lockfile", "--prefer-offline", "--prod=false"],
            PackageManagerKind.YarnClassic => ["yarn", "install", .. frozen ? ["--frozen-lockfile"] : Array.Empty<string>(), "--non-interactive", "--prefer-offline", "--production=false"],
            PackageManagerKind.YarnBerry => ["yarn", "install", frozen ? "--immutable" : "--no-immutable"],
            PackageManagerKind.Bun => ["bun", "install", .. frozen ? ["--frozen-lockfile"] : Array.Empty<string>(), "--backend=copyfile", "--no-progress"],
            _ => throw new ArgumentOutOfRangeException(nameof(manager), manager.Kind, "npm has its own way."),
        };
        var environment = manager.Kind switch
        {
            PackageManagerKind.Pnpm => Pnpm,
            PackageManagerKind.YarnBerry => YarnBerry,
            _ => ShellStep.NoEnvironment,
        };
        return new BuildStep(command, string.Join(' ', command), environment);
    }

    private static DeploymentFailureException MissingLockfile(PackageManager manager) => new(
        FailureCode.MissingLockfile,
        $"{manager.Program} installs only what a lockfile says where nobody watches, and the repo has no {manager.LockfileName}.",
        $"package.json: {manager.Reason}\nNot in the repo: {manager.LockfileName}",
        $"Run {manager.Program} install, commit {manager.LockfileName} and push; or remove packageManager from package.json to have npm install without a lockfile.");
}
