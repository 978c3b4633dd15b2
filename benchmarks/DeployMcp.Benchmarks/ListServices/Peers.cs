using System.Security.Cryptography;
using DeployMcp.Benchmarks.Processes;
using Npgsql;

namespace DeployMcp.Benchmarks.ListServices;

/// <summary>What both peers are told: the product's query for one user, on the platform's own database.</summary>
internal sealed record PeerSettings(NpgsqlConnectionStringBuilder Database, string Sql, Guid UserId, string UrlTemplate);

/// <summary>The servers that answer the same question, each a process of its own on a port of its own.</summary>
internal static class Peers
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private static string BareDirectory => Path.Combine(Checkout.Benchmarks, "peers", "bare-endpoint");

    private static string SdkDirectory => Path.Combine(Checkout.Benchmarks, "peers", "typescript-sdk");

    public static Task BuildBareEndpointAsync() => Command.CaptureAsync("dotnet", ["build", "-c", "Release", "--nologo", "-v", "quiet"], BareDirectory);

    public static async Task<Daemon> StartBareEndpointAsync(PeerSettings settings, int port)
    {
        var daemon = Daemon.Start(
            "dotnet",
            [Path.Combine(BareDirectory, "bin", "Release", "net10.0", "BareEndpoint.dll"), "--urls", $"http://127.0.0.1:{port}"],
            BareDirectory,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["ConnectionStrings__database"] = settings.Database.ConnectionString,
                ["ListServices__Sql"] = settings.Sql,
                ["ListServices__UserId"] = settings.UserId.ToString(),
                ["ListServices__UrlTemplate"] = settings.UrlTemplate,
            },
            readyText: "listening");
        await daemon.WaitUntilReadyAsync(Deadline);
        return daemon;
    }

    public static async Task<Daemon> StartTypeScriptSdkAsync(PeerSettings settings, int port, int leanPort)
    {
        var directory = await InstallTypeScriptSdkAsync();
        var daemon = Daemon.Start(
            "node",
            ["server.mjs"],
            directory,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["NODE_ENV"] = "production",
                ["PORT"] = $"{port}",
                ["LEAN_PORT"] = $"{leanPort}",
                ["PGHOST"] = settings.Database.Host!,
                ["PGPORT"] = $"{settings.Database.Port}",
                ["PGUSER"] = settings.Database.Username!,
                ["PGPASSWORD"] = settings.Database.Password!,
                ["PGDATABASE"] = settings.Database.Database!,
                ["LIST_SERVICES_SQL"] = settings.Sql,
                ["USER_ID"] = settings.UserId.ToString(),
                ["URL_TEMPLATE"] = settings.UrlTemplate,
            },
            readyText: "listening");
        await daemon.WaitUntilReadyAsync(Deadline);
        return daemon;
    }

    /// <summary>Once for each version of its package.json; the server itself is copied beside at every run.</summary>
    private static async Task<string> InstallTypeScriptSdkAsync()
    {
        var manifest = await File.ReadAllBytesAsync(Path.Combine(SdkDirectory, "package.json"));
        var directory = Path.Combine(Checkout.Cache, $"typescript-sdk-{Convert.ToHexStringLower(SHA256.HashData(manifest))[..12]}");
        if (!Directory.Exists(directory))
        {
            // Installed beside and moved into place: what was interrupted is never taken for finished.
            var partial = Directory.CreateDirectory($"{directory}.{Environment.ProcessId}").FullName;
            await File.WriteAllBytesAsync(Path.Combine(partial, "package.json"), manifest);
            await Command.CaptureAsync("npm", ["install", "--no-audit", "--no-fund", "--no-package-lock"], partial);
            Directory.Move(partial, directory);
        }

        File.Copy(Path.Combine(SdkDirectory, "server.mjs"), Path.Combine(directory, "server.mjs"), overwrite: true);
        return directory;
    }
}
