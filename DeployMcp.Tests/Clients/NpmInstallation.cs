using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;

namespace DeployMcp.Tests.Clients;

/// <summary>
/// npm packages that tests run. They are installed once per machine and content into a directory of the user's cache,
/// which the next run finds; deleting it does no harm.
/// </summary>
public sealed class NpmInstallation
{
    private static readonly TimeSpan UsualDeadline = TimeSpan.FromMinutes(5);

    private readonly string _name;
    private readonly string? _project;
    private readonly string[] _command;
    private readonly TimeSpan _deadline;
    private readonly SemaphoreSlim _installing = new(1, 1);
    private string? _directory;

    private NpmInstallation(string name, string? project, TimeSpan deadline, params string[] command)
    {
        _name = name;
        _project = project;
        _deadline = deadline;
        _command = command;
    }

    /// <summary>Packages by themselves.</summary>
    /// <param name="name">The name of the directory.</param>
    /// <param name="packages">Exact versions: <c>name@version</c>.</param>
    public static NpmInstallation OfPackages(string name, params string[] packages)
    {
        var versions = string.Join('_', packages.Select(package => package[(package.LastIndexOf('@') + 1)..]));
        return new NpmInstallation($"{name}-{versions}", project: null, UsualDeadline, ["install", "--no-package-lock", .. packages]);
    }

    /// <summary>A package with hundreds of others: given a quarter of an hour, and none of them runs or compiles anything.</summary>
    /// <param name="name">The package's.</param>
    /// <param name="version">Exact.</param>
    public static NpmInstallation OfLargePackage(string name, string version)
        => new($"{name}-{version}", project: null, TimeSpan.FromMinutes(15), "install", "--no-package-lock", "--ignore-scripts", $"{name}@{version}");

    /// <summary>A project with a lockfile; its other files come along.</summary>
    /// <param name="directory">Where the project is; nothing is written there.</param>
    public static NpmInstallation OfProject(string directory)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Directory.GetFiles(directory).Order(StringComparer.Ordinal))
            hash.AppendData(File.ReadAllBytes(file));
        var content = Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
        return new NpmInstallation($"{Path.GetFileName(directory)}-{content}", directory, UsualDeadline, "ci");
    }

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
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
        var root = Path.Combine(home, ".cache", "deploymcp-tests");
        var directory = Path.Combine(root, _name);
        if (Directory.Exists(directory))
            return directory;

        // Installed beside and moved into place, so that an interrupted installation is never taken for a finished one.
        var partial = Directory.CreateDirectory(Path.Combine(root, $".{_name}-{Path.GetRandomFileName()}")).FullName;
        foreach (var file in _project is null ? [] : Directory.GetFiles(_project))
            File.Copy(file, Path.Combine(partial, Path.GetFileName(file)));
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
        string[] arguments = [.. _command, "--prefix", directory, "--no-audit", "--no-fund"];
        var start = new ProcessStartInfo("npm", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = directory };
        ProcessRun run;
        try
        {
            run = await ProcessRun.StartAsync(start, _deadline, cancellationToken);
        }
        catch (Win32Exception exception)
        {
            throw new InvalidOperationException("These tests need npm in the PATH: install Node.js 20 or later.", exception);
        }

        if (run.ExitCode != 0)
            throw new InvalidOperationException($"npm {string.Join(' ', arguments)} failed:\n{run.Output}");
    }
}
