using System.Text.RegularExpressions;
using DeployMcp.Planning.Source;
using DeployMcp.Planning.Versions;

namespace DeployMcp.Planning.Providers.Node.Managers;

/// <summary>Chooses by package.json's packageManager, else by the lockfile, else npm.</summary>
internal static partial class PackageManagerChoice
{
    private static readonly (PackageManagerKind Kind, string[] Lockfiles)[] Lockfiles =
    [
        (PackageManagerKind.Npm, ["package-lock.json", "npm-shrinkwrap.json"]),
        (PackageManagerKind.Pnpm, ["pnpm-lock.yaml"]),
        (PackageManagerKind.YarnClassic, ["yarn.lock"]),
        (PackageManagerKind.Bun, ["bun.lock", "bun.lockb"]),
    ];

    /// <param name="root">Where dependencies are installed: the workspace's root, if there is one.</param>
    public static PackageManager Of(SourceTree root, PackageJson package)
    {
        if (Pinned().Match(package.PackageManager ?? "") is { Success: true } pin)
        {
            var kind = KindOf(pin.Groups[1].Value, pin.Groups[2].Value);
            return new PackageManager(kind, LockfileOf(root, kind), pin.Groups[2].Value, true, $"packageManager is {pin.Groups[1].Value}@{pin.Groups[2].Value}");
        }

        foreach (var (kind, files) in Lockfiles)
        {
            if (root.FirstOf(files) is { } lockfile)
            {
                return ByLockfile(root, package, kind, lockfile);
            }
        }

        return root.Has("pnpm-workspace.yaml")
            ? new PackageManager(PackageManagerKind.Pnpm, null, "^10", false, "there is a pnpm-workspace.yaml")
            : new PackageManager(PackageManagerKind.Npm, null, "*", false, "there is no lockfile");
    }

    private static PackageManager ByLockfile(SourceTree root, PackageJson package, PackageManagerKind kind, string lockfile)
    {
        var text = root.Read(lockfile) ?? "";
        var isBerry = kind == PackageManagerKind.YarnClassic && text.Contains("\n__metadata:", StringComparison.Ordinal);
        var (actual, range) = kind switch
        {
            PackageManagerKind.Pnpm => (kind, PnpmRange(text)),
            PackageManagerKind.YarnClassic => isBerry ? (PackageManagerKind.YarnBerry, "^4") : (kind, "^1"),
            PackageManagerKind.Bun => (kind, "^1"),
            _ => (kind, "*"),
        };
        var program = kind == PackageManagerKind.YarnClassic ? "yarn" : kind == PackageManagerKind.Pnpm ? "pnpm" : "";
        return new PackageManager(actual, lockfile, package.Engine(program) is { } wanted && VersionRange.Parse(wanted) is { IsEmpty: false } ? wanted : range, false, lockfile);
    }

    /// <summary>The newest that writes this format; the format is not the program's version.</summary>
    private static string PnpmRange(string lockfile) => SemanticVersion.Find(FormatOfPnpm().Match(lockfile).Value) switch
    {
        { Major: >= 9 } or null => "^10",
        { Major: 6 } => "^8",
        { Major: 5, Minor: 4 } => "^7",
        _ => "^6",
    };

    private static PackageManagerKind KindOf(string name, string version) => name switch
    {
        "pnpm" => PackageManagerKind.Pnpm,
        "yarn" => version.StartsWith("1.", StringComparison.Ordinal) ? PackageManagerKind.YarnClassic : PackageManagerKind.YarnBerry,
        "bun" => PackageManagerKind.Bun,
        _ => PackageManagerKind.Npm,
    };

    private static string? LockfileOf(SourceTree root, PackageManagerKind kind)
        => root.FirstOf(Lockfiles.First(l => l.Kind == (kind == PackageManagerKind.YarnBerry ? PackageManagerKind.YarnClassic : kind)).Lockfiles);

    /// <summary>A version, as Corepack has it; its hash behind a plus is left out, since the registry's integrity hash is checked anyway.</summary>
    [GeneratedRegex(@"^(npm|pnpm|yarn|bun)@([0-9]{1,4}\.[0-9]{1,4}\.[0-9]{1,4}(?:-[0-9A-Za-z.-]+)?)(?:\+.*)?$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Pinned();

    [GeneratedRegex(@"lockfileVersion:\s*\S+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex FormatOfPnpm();
}
