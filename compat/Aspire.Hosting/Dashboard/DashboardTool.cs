using System.Runtime.InteropServices;
using Aspire.Hosting.Orchestration;

namespace Aspire.Hosting.Dashboard;

/// <summary>The Aspire command line from npm, which carries the dashboard; kept in a directory of this user's for all AppHosts.</summary>
internal sealed class DashboardTool(ProcessGuard guard)
{
    private const string Version = "13.5.4";
    private const string ResourceId = "aspire-dashboard-install";
    private static readonly TimeSpan InstallTimeout = TimeSpan.FromMinutes(10);

    public static string Package => $"@microsoft/aspire-cli-linux-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}@{Version}";

    public static string Executable => Path.Combine(InstallDirectory, "node_modules", Package[..Package.LastIndexOf('@')], "bin", "aspire");

    public static bool IsInstalled => ExecutablePath.Find(Executable) is not null;

    private static string InstallDirectory
    {
        get
        {
            var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } given
                ? given
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
            return Path.Combine(cache, "aspire-dashboard", Version);
        }
    }

    /// <summary>
    /// Takes as long as 150 MB take. It is put together beside its place and moved there whole, so that neither a break nor a second
    /// AppHost at the same time leaves half of it.
    /// </summary>
    /// <exception cref="DistributedApplicationException">npm failed; the message carries what it said.</exception>
    public async Task InstallAsync(Action<string, bool> onLine, CancellationToken token)
    {
        var parent = Path.GetDirectoryName(InstallDirectory)!;
        Directory.CreateDirectory(parent);
        var temporary = Path.Combine(parent, $".{Guid.NewGuid():N}");
        Directory.CreateDirectory(temporary);
        try
        {
            await RunNpmAsync(temporary, onLine, token);
            if (!IsInstalled)
            {
                Directory.Move(temporary, InstallDirectory);
            }
        }
        catch (IOException) when (IsInstalled)
        {
            // Another AppHost was faster; its copy is as good.
        }
        finally
        {
            if (Directory.Exists(temporary))
            {
                Directory.Delete(temporary, recursive: true);
            }
        }
    }

    private async Task RunNpmAsync(string directory, Action<string, bool> onLine, CancellationToken token)
    {
        var npm = ExecutablePath.Require("npm");
        string[] arguments = ["install", "--prefix", directory, "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error", Package];
        using var child = ChildProcess.Start(
            new ProcessSpecification(ResourceId, npm, arguments, directory, ResourceConfiguration.Inherited()),
            guard,
            onLine);
        try
        {
            var code = await child.Exited.WaitAsync(InstallTimeout, token);
            if (code != 0)
            {
                throw new DistributedApplicationException($"npm install {Package} ended with exit code {code}.");
            }
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            await child.StopAsync(TimeSpan.FromSeconds(2), CancellationToken.None);
            throw;
        }
    }
}
