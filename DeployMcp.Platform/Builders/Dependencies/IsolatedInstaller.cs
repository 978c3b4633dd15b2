using System.Globalization;
using DeployMcp.Domain.Services;
using DeployMcp.Planning.Plans;
using DeployMcp.Platform.Builders.Output;
using DeployMcp.Platform.Builders.Processes;
using DeployMcp.Platform.Builders.Tools;
using DeployMcp.Platform.Concurrency;

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
    /// <param name="owner">Under which of the store's shared owners it is kept.</param>
    public async Task<string?> FindOrInstallAsync(
        string owner, string key, DependencyCache cache, BuildOutput output, DateTimeOffset deadline, Toolchain toolchain, CancellationToken cancellationToken)
    {
        using var held = await _oneForEachKey.EnterAsync(key, cancellationToken);
        return store.Find(owner, key) ?? await InstallAsync(owner, key, cache, output, deadline, toolchain, cancellationToken);
    }

    private async Task<string?> InstallAsync(
        string owner, string key, DependencyCache cache, BuildOutput output, DateTimeOffset deadline, Toolchain toolchain, CancellationToken cancellationToken)
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

            if (uid is { } user)
            {
                await BuildWorkspace.ChangeOwnerAsync(workspace.Source, null, user, cancellationToken);
            }

            IReadOnlyList<EnvVar> nothing = [];
            var environment = BuildEnvironment.Of(workspace, NpmCache.Ensure(options, BuildUser.InstallSlot, uid), nothing);
            var context = new StepContext(workspace, uid, OwnsUid: false, environment, output, deadline) { Toolchain = toolchain };
            var result = await sandbox.RunAsync(context, install.Step, workspace.Source, cancellationToken);
            if (result.Succeeded)
            {
                return await KeepAsync(owner, key, workspace, cache.Directories[0], cancellationToken);
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
    private async Task<string> KeepAsync(string owner, string key, BuildWorkspace workspace, string directory, CancellationToken cancellationToken)
    {
        var tree = Path.Combine(workspace.Root, "kept");
        Directory.CreateDirectory(Path.Combine(workspace.Source, directory));
        Directory.CreateDirectory(tree);
        Directory.Move(Path.Combine(workspace.Source, directory), Path.Combine(tree, directory));
        await BuildWorkspace.RunAsync("chmod", ["-R", "u=rwX,go=rX", "--", tree], cancellationToken);
        if (Environment.IsPrivilegedProcess)
        {
            await BuildWorkspace.ChangeOwnerAsync(tree, null, 0, cancellationToken);
        }

        return await store.KeepAsync(owner, key, tree, cancellationToken);
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
