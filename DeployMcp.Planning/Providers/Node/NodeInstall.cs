using System.Text.RegularExpressions;
using DeployMcp.Planning.Plans;
using DeployMcp.Planning.Providers.Node.Managers;

namespace DeployMcp.Planning.Providers.Node;

/// <summary>How dependencies are installed and under which conditions the result is kept and shared.</summary>
internal static partial class NodeInstall
{
    /// <summary>Development dependencies are what builds need; they are kept, since removing them takes longer than copying them.</summary>
    private static readonly string[] Flags = ["--include=dev", "--prefer-offline", "--no-audit", "--no-fund", "--no-progress"];

    private static readonly string[] ProjectHooks = ["preinstall", "install", "postinstall", "prepublish", "preprepare", "prepare", "postprepare"];

    public static (InstallStep? Step, string? Reason) Of(NodeProject project)
    {
        if (project.Settings.InstallCommand is { } own)
        {
            return (new InstallStep(new BuildStep(project.Scripts.UserCommand(own), own, ShellStep.NoEnvironment), null), "Installs with your install_command");
        }

        if (project.Manager is not { } manager)
        {
            return default;
        }

        var package = project.InstallPackage;
        if (!package.HasDependencies && project.Workspace is null && Hooks(package).Count == 0)
        {
            return (null, "No dependencies to install");
        }

        var step = manager.Kind == PackageManagerKind.Npm ? Npm(project, manager) : CheckoutInstall.Of(project, InstallCommand.Of(manager));
        var where = step.Directory is { } directory && directory != project.Source.Directory ? $" in {(directory.Length == 0 ? "the repo's root" : directory)}, the workspace's root" : "";
        if (manager.Kind == PackageManagerKind.Npm && manager.Lockfile is not null && LeftOut(project, manager) is { } leftOut)
        {
            return (step, $"Installs with npm install at {manager.Lockfile}'s versions: it leaves out {leftOut}, which npm ci refuses{where}");
        }

        return (step, $"Installs with {Named(manager)} because {Because(manager)}{where}");
    }

    /// <summary>The project's own scripts that a package manager runs when it installs.</summary>
    public static IReadOnlyList<BuildStep> Hooks(PackageJson package)
        => [.. ProjectHooks.Where(h => package.Script(h) is not null).Select(h => new BuildStep(["npm", "run", h], $"npm run {h}", ShellStep.NoEnvironment))];

    /// <summary>A dependency that is a folder or file of the checkout, whose content no key holds.</summary>
    public static bool IsPath(string specifier)
        => specifier.StartsWith("file:", StringComparison.Ordinal) || specifier.StartsWith("link:", StringComparison.Ordinal) || specifier.StartsWith("portal:", StringComparison.Ordinal)
            || specifier.StartsWith('.') || specifier.StartsWith('/') || specifier.StartsWith("~/", StringComparison.Ordinal);

    private static string? LeftOut(NodeProject project, PackageManager manager) => NpmLockfile.Read(project.InstallRoot.Read(manager.Lockfile!)).LeftOut();

    private static string Named(PackageManager manager) => manager.Kind == PackageManagerKind.Npm ? manager.Lockfile is null ? "npm install" : "npm ci" : manager.Program;

    private static string Because(PackageManager manager)
        => manager.IsPinned || manager.Lockfile is null ? manager.Reason : $"of {manager.Lockfile}";

    private static InstallStep Npm(NodeProject project, PackageManager manager)
    {
        string[] command = ["npm", manager.Lockfile is null || LeftOut(project, manager) is not null ? "install" : "ci", .. Flags];
        var source = project.InstallRoot;
        var package = project.InstallPackage;
        if (project.Workspace is not null)
        {
            return CheckoutInstall.Of(project, Step(command));
        }

        var text = manager.Lockfile is null ? null : source.Read(manager.Lockfile);
        if ((manager.Lockfile is not null && text is null) || NeedsTheCheckout(package, text))
        {
            return new InstallStep(Step(command), null);
        }

        var dependencies = package.DependenciesOnly();
        var npmrc = source.Read(".npmrc");
        var isolated = npmrc is null && package.DependencySpecifiers.All(IsFromRegistry) && text?.Contains("\"git+", StringComparison.Ordinal) != true
            ? Isolated(command, dependencies, manager.Lockfile, text)
            : null;
        return new InstallStep(
            Step(command),
            new DependencyCache(["node_modules"], [string.Join(' ', command), dependencies, text ?? "", npmrc ?? ""], Hooks(package), isolated));
    }

    /// <summary>Git is refused: a dependency from git is built by its own scripts, and those are someone's code.</summary>
    private static IsolatedInstall Isolated(string[] command, string dependencies, string? lockfile, string? text)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal) { ["package.json"] = dependencies };
        if (lockfile is not null)
        {
            files[lockfile] = text!;
        }

        return new IsolatedInstall(
            files,
            Step([.. command, "--ignore-scripts", "--git=false"]) with { Shown = string.Join(' ', command) },
            Step(["npm", "rebuild", "--no-audit", "--no-fund", "--no-progress"]),
            new InstallScriptsMarker(".package-lock.json", "\"hasInstallScript\": true"));
    }

    private static BuildStep Step(string[] command) => new(command, string.Join(' ', command), ShellStep.NoEnvironment);

    private static bool NeedsTheCheckout(PackageJson package, string? lockfile)
        => package.DependencySpecifiers.Any(IsPath)
            || (lockfile is not null && (lockfile.Contains("\"file:", StringComparison.Ordinal) || LinkEntry().IsMatch(lockfile)));

    [GeneratedRegex("\"link\"\\s*:\\s*true", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex LinkEntry();

    private static bool IsFromRegistry(string specifier) => RegistrySpecifier().IsMatch(specifier);

    /// <summary>A range, a tag or an alias: no path, no URL, no git.</summary>
    [GeneratedRegex(@"^(npm:(@[a-z0-9._-]+/)?[a-z0-9._-]+(@|$))?[-0-9A-Za-z.*^~<>=| +]*$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex RegistrySpecifier();
}
