using System.Security.Cryptography;
using System.Text.Json;
using DeployMcp.Benchmarks.Processes;

namespace DeployMcp.Benchmarks.OAuth;

/// <summary>What the client's program reports.</summary>
/// <param name="Requests">The client's own, from the first 401 to the first result.</param>
/// <param name="PersonMilliseconds">Within <paramref name="Milliseconds"/>: sign-in and consent, clicked by a program.</param>
/// <param name="WithKeyMilliseconds">Another connection and call once there is a key.</param>
internal sealed record LetIn(IReadOnlyList<string> Requests, double Milliseconds, double PersonMilliseconds, double WithKeyMilliseconds);

/// <summary>The official TypeScript clients, by the programs that the tests drive them with.</summary>
internal static class OfficialClient
{
    private static string Source => Path.Combine(Checkout.Root, "DeployMcp.Tests", "Clients", "typescript");

    public static async Task<LetIn> LetInAsync(int version, string mcpUrl)
        => JsonSerializer.Deserialize<LetIn>(await Command.CaptureAsync("node", [$"oauth-v{version}.mjs", mcpUrl], await InstallAsync()), JsonSerializerOptions.Web)!;

    /// <summary>Once for each content of its files.</summary>
    private static async Task<string> InstallAsync()
    {
        var files = Directory.GetFiles(Source).Order(StringComparer.Ordinal).ToList();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
            hash.AppendData(await File.ReadAllBytesAsync(file));
        var directory = Path.Combine(Checkout.Cache, $"typescript-clients-{Convert.ToHexStringLower(hash.GetHashAndReset())[..12]}");
        if (!Directory.Exists(directory))
        {
            // Installed beside and moved into place: what was interrupted is never taken for finished.
            var partial = Directory.CreateDirectory($"{directory}.{Environment.ProcessId}").FullName;
            files.ForEach(file => File.Copy(file, Path.Combine(partial, Path.GetFileName(file))));
            await Command.CaptureAsync("npm", ["ci", "--no-audit", "--no-fund"], partial);
            Directory.Move(partial, directory);
        }

        return directory;
    }
}
