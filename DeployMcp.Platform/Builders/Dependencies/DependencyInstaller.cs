using System.Globalization;
using DeployMcp.Planning.Plans;
using DeployMcp.Platform.Builders.Processes;

namespace DeployMcp.Platform.Builders.Dependencies;

/// <summary>Puts a plan's dependencies into the checkout, by the fastest way that is safe.</summary>
internal sealed class DependencyInstaller(DependencyStore store, IsolatedInstaller isolated, SandboxedStep sandbox, BuildFailures failures)
{
    /// <param name="directory">Where the plan's steps run, absolute.</param>
    /// <param name="slot">The service's, for what can't be shared.</param>
    public async Task InstallAsync(
        StepContext context, BuildPlan plan, string directory, int slot, IBuildLog log, CancellationToken cancellationToken)
    {
        var install = plan.Install!;
        if (install.Cache is not { } cache || cache.Directories.Any(d => IsTaken(directory, d)))
        {
            // A checkout that brings its own directory of dependencies gets what the package manager makes of it.
            log.Write($"Installing dependencies: {install.Step.Shown}");
            await RunAsync(context, install.Step, directory, cancellationToken);
            return;
        }

        var owner = slot.ToString(CultureInfo.InvariantCulture);
        var key = DependencyStore.KeyOf([.. cache.KeyInputs, .. plan.Tools.Select(ToolPath.Fingerprint), .. context.Toolchain.Fingerprints]);
        if (store.Find(owner, key) is { } own)
        {
            log.Write("Installing dependencies (cached)");
            TreeCopy.Run(own, directory, link: false, context.Uid);
        }
        else if (!await TrySharedAsync(context, cache, key, owner, directory, install.Step, log, cancellationToken))
        {
            log.Write($"Installing dependencies: {install.Step.Shown}");
            await RunAsync(context, install.Step, directory, cancellationToken);
            await KeepCopyAsync(owner, key, directory, cache, cancellationToken);
            return;
        }

        foreach (var hook in cache.ProjectScripts)
        {
            await RunAsync(context, hook, directory, cancellationToken);
        }
    }

    private async Task<bool> TrySharedAsync(
        StepContext context, DependencyCache cache, string key, string owner, string directory, BuildStep shown, IBuildLog log, CancellationToken cancellationToken)
    {
        if (cache.Isolated is null)
        {
            return false;
        }

        var known = store.Find(DependencyStore.Shared, key);
        log.Write(known is null ? $"Installing dependencies: {shown.Shown}" : "Installing dependencies (cached)");
        if ((known ?? await isolated.FindOrInstallAsync(DependencyStore.Shared, key, cache, context.Output, context.Deadline, context.Toolchain, cancellationToken)) is not { } tree)
        {
            log.Write("A dependency comes from git, which installs in the checkout");
            return false;
        }

        var hasScripts = HasScripts(Path.Combine(tree, cache.Directories[0]), cache.Isolated.ScriptsMarker);
        TreeCopy.Run(tree, directory, link: context.Uid is not null && !hasScripts, context.Uid);
        if (hasScripts)
        {
            log.Write($"Running the dependencies' install scripts: {cache.Isolated.DependencyScripts.Shown}");
            await RunAsync(context, cache.Isolated.DependencyScripts, directory, cancellationToken);
            await KeepCopyAsync(owner, key, directory, cache, cancellationToken);
        }

        return true;
    }

    private async Task KeepCopyAsync(string owner, string key, string directory, DependencyCache cache, CancellationToken cancellationToken)
    {
        if (!PlainDirectory.Is(directory, Path.Combine(directory, cache.Directories[0])))
        {
            return;
        }

        var copy = store.Staging();
        foreach (var kept in cache.Directories)
        {
            KeepCopy(directory, kept, copy);
        }

        await store.KeepAsync(owner, key, copy, cancellationToken);
    }

    /// <summary>Only what is really there: through a link of a build's making the platform would read what the build can't.</summary>
    private static void KeepCopy(string directory, string kept, string copy)
    {
        var (installed, target) = (Path.Combine(directory, kept), Path.Combine(copy, kept));
        if (!PlainDirectory.Is(directory, Path.GetDirectoryName(installed)!))
        {
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        if (PlainDirectory.Is(directory, installed))
        {
            TreeCopy.Run(installed, target, link: false, owner: null);
        }
        else if (new FileInfo(installed) is { Exists: true, LinkTarget: null })
        {
            File.Copy(installed, target);
        }
    }

    /// <summary>Something is there already, or a link of the repo's would lead somewhere else.</summary>
    private static bool IsTaken(string directory, string path)
    {
        var at = directory;
        foreach (var segment in path.Split('/'))
        {
            at = Path.Combine(at, segment);
            if (new FileInfo(at).LinkTarget is not null)
            {
                return true;
            }
        }

        return Path.Exists(at);
    }

    private static bool HasScripts(string tree, InstallScriptsMarker marker)
    {
        var file = Path.Combine(tree, marker.File);
        return File.Exists(file) && File.ReadAllText(file).Contains(marker.Text, StringComparison.Ordinal);
    }

    private async Task RunAsync(StepContext context, BuildStep step, string directory, CancellationToken cancellationToken)
    {
        var result = await sandbox.RunAsync(context, step, directory, cancellationToken);
        if (!result.Succeeded)
        {
            throw failures.Of(step, result, context.Output, isInstall: true);
        }
    }
}
