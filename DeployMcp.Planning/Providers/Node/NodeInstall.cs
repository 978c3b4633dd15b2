using System.Text.RegularExpressions;
using DeployMcp.Planning.Plans;
using DeployMcp.Planning.Source;

namespace DeployMcp.Planning.Providers.Node;

/// <summary>How dependencies are installed and under which conditions the result is kept and shared.</summary>
internal static partial class NodeInstall
{
    /// <summary>Development dependencies are what builds need; they are kept, since removing them takes longer than copying them.</summary>
    private static readonly string[] Flags = ["--include=dev", "--prefer-offline", "--no-audit", "--no-fund", "--no-progress"];

    private static readonly string[] ProjectHooks = ["preinstall", "install", "postinstall", "prepublish", "preprepare", "prepare", "postprepare"];

    private static readonly (string Lockfile, string Tool, string[] Command)[] OtherManagers =
    [
        ("pnpm-lock.yaml", "pnpm", ["pnpm", "install", "--frozen-lockfile", "--prefer-offline", "--prod=false"]),
        ("yarn.lock", "yarn", ["yarn", "install", "--frozen-lockfile", "--non-interactive"]),
        ("bun.lock", "bun", ["bun", "install", "--frozen-lockfile"]),
        ("bun.lockb", "bun", ["bun", "install", "--frozen-lockfile"]),
    ];

    public static (InstallStep? Step, string? Reason, string? Tool) Of(SourceTree source, PackageJson? package, PlanSettings settings)
    {
        if (settings.InstallCommand is { } own)
        {
            var step = new BuildStep(NodeScript.UserCommand(own), own, ShellStep.NoEnvironment);
            return (new InstallStep(step, null), "Installs with your install_command", null);
        }

        if (package is null)
        {
            return default;
        }

        var lockfile = source.FirstOf("package-lock.json", "npm-shrinkwrap.json");
        if (lockfile is null && OtherManagers.FirstOrDefault(m => source.Has(m.Lockfile)) is { Tool: { } tool } other)
        {
            return (new InstallStep(Step(other.Command), null), $"Installs with {tool} because of {other.Lockfile}", tool);
        }

        return package.HasDependencies || package.HasWorkspaces || ProjectHooks.Any(h => package.Script(h) is not null)
            ? (Npm(source, package, lockfile), lockfile is null ? "Installs with npm install: there is no lockfile" : $"Installs with npm ci because of {lockfile}", "npm")
            : (null, "No dependencies to install", null);
    }

    private static InstallStep Npm(SourceTree source, PackageJson package, string? lockfile)
    {
        string[] command = ["npm", lockfile is null ? "install" : "ci", .. Flags];
        var text = lockfile is null ? null : source.Read(lockfile);
        if (package.HasWorkspaces || (lockfile is not null && text is null) || NeedsTheCheckout(package, text))
        {
            return new InstallStep(Step(command), null);
        }

        var dependencies = package.DependenciesOnly();
        var npmrc = source.Read(".npmrc");
        var isolated = npmrc is null && package.DependencySpecifiers.All(IsFromRegistry) && text?.Contains("\"git+", StringComparison.Ordinal) != true
            ? Isolated(command, dependencies, lockfile, text)
            : null;
        return new InstallStep(
            Step(command),
            new DependencyCache("node_modules", [string.Join(' ', command), dependencies, text ?? "", npmrc ?? ""], Hooks(package), isolated));
    }

    private static IReadOnlyList<BuildStep> Hooks(PackageJson package)
        => [.. ProjectHooks.Where(h => package.Script(h) is not null).Select(h => new BuildStep(["npm", "run", h], $"npm run {h}", ShellStep.NoEnvironment))];

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

    /// <summary>Paths and links lead to folders of the checkout, whose content no key holds.</summary>
    private static bool NeedsTheCheckout(PackageJson package, string? lockfile)
        => package.DependencySpecifiers.Any(s => s.StartsWith("file:", StringComparison.Ordinal) || s.StartsWith("link:", StringComparison.Ordinal) || s.StartsWith('.') || s.StartsWith('/') || s.StartsWith("~/", StringComparison.Ordinal))
            || (lockfile is not null && (lockfile.Contains("\"file:", StringComparison.Ordinal) || LinkEntry().IsMatch(lockfile)));

    [GeneratedRegex("\"link\"\\s*:\\s*true", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex LinkEntry();

    private static bool IsFromRegistry(string specifier) => RegistrySpecifier().IsMatch(specifier);

    /// <summary>A range, a tag or an alias: no path, no URL, no git.</summary>
    [GeneratedRegex(@"^(npm:(@[a-z0-9._-]+/)?[a-z0-9._-]+(@|$))?[-0-9A-Za-z.*^~<>=| +]*$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex RegistrySpecifier();
}
