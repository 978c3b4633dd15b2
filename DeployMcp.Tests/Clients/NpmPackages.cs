using System.ComponentModel;
using System.Diagnostics;

namespace DeployMcp.Tests.Clients;

/// <summary>
/// npm packages that tests run. They are installed once per machine and version into a directory of the user's cache,
/// which the next run finds; deleting it does no harm.
/// </summary>
/// <param name="name">The name of the directory.</param>
/// <param name="packages">The packages with their exact versions, <c>name@version</c>.</param>
public sealed class NpmPackages(string name, params string[] packages)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim _installing = new(1, 1);
    private string? _directory;

    /// <summary>The directory that holds <c>node_modules</c>.</summary>
    /// <exception cref="InvalidOperationException">npm is missing or could not install the packages; the message says which.</exception>
    public async Task<string> InstallAsync(CancellationToken cancellationToken = default)
    {
        await _installing.WaitAsync(cancellationToken);
        try
        {
            return _directory ??= await FindOrInstallAsync(cancellationToken);
        }
        finally
        {
            _installing.Release();
        }
    }

    private async Task<string> FindOrInstallAsync(CancellationToken cancellationToken)
    {
        var versions = string.Join('_', packages.Select(package => package[(package.LastIndexOf('@') + 1)..]));
        var root = Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify), ".cache", "deploymcp-tests");
        var directory = Path.Combine(root, $"{name}-{versions}");
        if (Directory.Exists(directory))
            return directory;

        // Installed beside and moved into place, so that an interrupted installation is never taken for a finished one.
        var partial = Directory.CreateDirectory(Path.Combine(root, $".{name}-{Path.GetRandomFileName()}")).FullName;
        try
        {
            await RunNpmAsync(partial, cancellationToken);
            Directory.Move(partial, directory);
        }
        catch (IOException) when (Directory.Exists(directory))
        {
            // Another test process was faster; its installation is as good.
            Directory.Delete(partial, recursive: true);
        }

        return directory;
    }

    private async Task RunNpmAsync(string directory, CancellationToken cancellationToken)
    {
        string[] arguments = ["install", "--prefix", directory, "--no-audit", "--no-fund", "--no-package-lock", .. packages];
        var start = new ProcessStartInfo("npm", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = directory };
        ProcessRun run;
        try
        {
            run = await ProcessRun.StartAsync(start, Deadline, cancellationToken);
        }
        catch (Win32Exception exception)
        {
            throw new InvalidOperationException("These tests need npm in the PATH: install Node.js 20 or later.", exception);
        }

        if (run.ExitCode != 0)
            throw new InvalidOperationException($"npm could not install {string.Join(", ", packages)}:\n{run.Output}");
    }
}
