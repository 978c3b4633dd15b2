namespace DeployMcp.Planning.Providers.Node.Managers;

internal enum PackageManagerKind
{
    Npm,
    Pnpm,
    YarnClassic,
    YarnBerry,
    Bun,
}

/// <summary>Who installs a project's dependencies.</summary>
/// <param name="Lockfile">The file's name; null when there is none.</param>
/// <param name="Range">Of its version, in npm's grammar.</param>
/// <param name="IsPinned">By package.json's packageManager.</param>
/// <param name="Reason">What decided.</param>
internal sealed record PackageManager(PackageManagerKind Kind, string? Lockfile, string Range, bool IsPinned, string Reason)
{
    public string Program => Kind switch
    {
        PackageManagerKind.Npm => "npm",
        PackageManagerKind.Pnpm => "pnpm",
        PackageManagerKind.Bun => "bun",
        _ => "yarn",
    };

    public string Package => Kind == PackageManagerKind.YarnBerry ? "@yarnpkg/cli-dist" : Program;

    /// <summary>The name of the lockfile that it writes.</summary>
    public string LockfileName => Kind switch
    {
        PackageManagerKind.Npm => "package-lock.json",
        PackageManagerKind.Pnpm => "pnpm-lock.yaml",
        PackageManagerKind.Bun => "bun.lock",
        _ => "yarn.lock",
    };

    /// <summary>Where nobody watches, these install only what a lockfile says.</summary>
    public bool IsImmutableInCi => Kind is PackageManagerKind.Pnpm or PackageManagerKind.YarnBerry;
}
