using System.Globalization;
using DeployMcp.Domain.Services;
using DeployMcp.Planning.Plans;
using DeployMcp.Platform.Builders.Output;
using DeployMcp.Platform.Builders.Processes;

namespace DeployMcp.Platform.Builders.Dependencies;

/// <summary>
/// Installs what all services may share: in a directory with nothing in it but the files that name the dependencies, under a
/// uid of its own, without scripts and without the user's variables. Only the package manager itself runs, and it checks
/// every download against its integrity hash; so neither the result nor its download cache can be forged by a tenant.
/// </summary>
internal sealed class IsolatedInstaller(BuildOptions options, DependencyStore store, SandboxedStep sandbox, BuildFailures failures)
{
    private readonly KeyedLock _oneForEachKey = new();

    /// <summary>The shared tree, installed now or before. Null when it can't be done without someone's code.</summary>
    public async Task<string?> FindOrInstallAsync(string key, DependencyCache cache, BuildOutput output, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        using var held = await _oneForEachKey.EnterAsync(key, cancellationToken);
        return store.Find(DependencyStore.Shared, key) ?? await InstallAsync(key, cache, output, deadline, cancellationToken);
    }

    private async Task<string?> InstallAsync(string key, DependencyCache cache, BuildOutput output, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        var uid = BuildUser.UidOf(options.WorkDirectory, BuildUser.InstallSlot);
        var workspace = BuildWorkspace.Create(Path.Combine(options.WorkDirectory, $"{BuildWorkspace.InstallPrefix}{Guid.NewGuid():N}"), uid);
        try
        {
            var install = cache.Isolated!;
            foreach (var (name, text) in install.Files)
            {
                await File.WriteAllTextAsync(Path.Combine(workspace.Source, name), text, cancellationToken);
            }

            if (uid is { } owner)
            {
                await BuildWorkspace.ChangeOwnerAsync(workspace.Source, null, owner, cancellationToken);
            }

            IReadOnlyList<EnvVar> nothing = [];
            var environment = BuildEnvironment.Of(workspace, NpmCache.Ensure(options, BuildUser.InstallSlot, uid), nothing);
            var context = new StepContext(workspace, uid, OwnsUid: false, environment, output, deadline);
            var result = await sandbox.RunAsync(context, install.Step, workspace.Source, cancellationToken);
            if (result.Succeeded)
            {
                return await KeepAsync(key, Path.Combine(workspace.Source, cache.Directory), cancellationToken);
            }

            return output.Tail().Any(l => l.Contains("unknown git error", StringComparison.Ordinal))
                ? null
                : throw failures.Of(install.Step, result, output, isInstall: true);
        }
        finally
        {
            workspace.Delete();
        }
    }

    /// <summary>From here on nobody but root may write the files, and everybody may read them.</summary>
    private async Task<string> KeepAsync(string key, string tree, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(tree);
        await BuildWorkspace.RunAsync("chmod", ["-R", "u=rwX,go=rX", "--", tree], cancellationToken);
        if (Environment.IsPrivilegedProcess)
        {
            await BuildWorkspace.ChangeOwnerAsync(tree, null, 0, cancellationToken);
        }

        return await store.KeepAsync(DependencyStore.Shared, key, tree, cancellationToken);
    }
}

/// <summary>npm's downloads: one for the isolated installs, one for each service whose own code may run while it installs.</summary>
internal static class NpmCache
{
    public static string Ensure(BuildOptions options, int slot, int? uid)
    {
        var directory = PathOf(options, slot);
        if (!Directory.Exists(directory))
        {
            Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        if (uid is { } owner)
        {
            Posix.ChangeOwner(directory, owner);
        }

        return directory;
    }

    public static string PathOf(BuildOptions options, int slot)
        => Path.Combine(Path.GetFullPath(options.CacheDirectory), "npm", slot == BuildUser.InstallSlot ? DependencyStore.Shared : slot.ToString(CultureInfo.InvariantCulture));
}
