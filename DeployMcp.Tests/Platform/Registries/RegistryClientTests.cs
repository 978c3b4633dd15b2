using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DeployMcp.Domain.Failures;
using DeployMcp.Platform.Registries;
using DeployMcp.Tests.Fixtures.BuildKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace DeployMcp.Tests.Platform.Registries;

public sealed class RegistryClientTests
{
    private static readonly string[] Cmd = ["x"];

    [Fact]
    public async Task PingAsync_NobodyThere_IsUnavailableWithTheReason()
    {
        var e = await Assert.ThrowsAsync<RegistryException>(() => ClientOf(new RegistryOptions { Address = "127.0.0.1:9", Insecure = true }).PingAsync(default));

        Assert.Equal(RegistryProblem.Unavailable, e.Problem);
        Assert.Equal(FailureCode.RegistryUnavailable, e.ToFailure().Failure.Code);
        Assert.Contains("127.0.0.1:9", e.ToFailure().Failure.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PingAsync_RegistryWithPassword_TakesTheRightOneOnly()
    {
        if (!TestRegistry.IsInstalled)
        {
            await PingAsync_NobodyThere_IsUnavailableWithTheReason();
            return;
        }

        using var registry = await TestRegistry.StartAsync(asksForPassword: true);
        await ClientOf(new RegistryOptions { Address = registry.Address, Insecure = true, Username = TestRegistry.User, Password = TestRegistry.Password }).PingAsync(default);
        var e = await Assert.ThrowsAsync<RegistryException>(() => ClientOf(new RegistryOptions { Address = registry.Address, Insecure = true, Username = TestRegistry.User, Password = "wrong" }).PingAsync(default));
        Assert.Equal(RegistryProblem.Refused, e.Problem);
    }

    [Fact]
    public async Task RunAsync_OldImages_KeepsTheNewestTwoAndWhatRuns()
    {
        if (!TestRegistry.IsInstalled)
        {
            await PingAsync_NobodyThere_IsUnavailableWithTheReason();
            return;
        }

        using var registry = await TestRegistry.StartAsync();
        var options = new RegistryOptions { Address = registry.Address, Insecure = true };
        var client = ClientOf(options);
        var digests = new List<string>();
        for (var day = 1; day <= 5; day++)
        {
            digests.Add(await PushAsync(options, "tenant-1/web", $"c{day}", new DateTimeOffset(2026, 1, day, 0, 0, 0, TimeSpan.Zero)));
        }

        var fresh = await PushAsync(options, "tenant-1/api", "new", DateTimeOffset.UtcNow);
        var collection = new ImageCollection(client, TimeProvider.System, NullLogger<ImageCollection>.Instance);
        var result = await collection.RunAsync(new HashSet<string>([digests[0]], StringComparer.Ordinal), default);

        Assert.Equal(new CollectionResult(2, 2, 4), result);
        Assert.Equal(["c1", "c4", "c5"], (await client.ListTagsAsync("tenant-1/web", default)).Order(StringComparer.Ordinal));
        Assert.Null(await client.FindDigestAsync("tenant-1/web", digests[2], default));
        Assert.Equal(fresh, (await client.FindAsync("tenant-1/api", "new", default))!.Digest);
        Assert.Equal(0, (await collection.RunAsync(new HashSet<string>([digests[0]], StringComparer.Ordinal), default)).Images);
    }

    private static RegistryClient ClientOf(RegistryOptions options) => new(new HttpClient { BaseAddress = options.BaseAddress }, options);

    /// <summary>An image without layers, as any client pushes it (OCI distribution specification, "Push").</summary>
    internal static async Task<string> PushAsync(RegistryOptions options, string repository, string tag, DateTimeOffset created, string architecture = "amd64")
    {
        using var http = new HttpClient { BaseAddress = options.BaseAddress };
        var config = JsonSerializer.SerializeToUtf8Bytes(new { architecture, os = "linux", created, config = new { Cmd }, rootfs = new { type = "layers", diff_ids = Array.Empty<string>() } });
        var digest = $"sha256:{Convert.ToHexStringLower(SHA256.HashData(config))}";
        using var upload = await http.PostAsync(new Uri($"v2/{repository}/blobs/uploads/", UriKind.Relative), null);
        var location = new Uri(options.BaseAddress, upload.Headers.Location!).ToString();
        using var blob = new ByteArrayContent(config);
        blob.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var stored = await http.PutAsync(new Uri($"{location}&digest={Uri.EscapeDataString(digest)}"), blob);
        stored.EnsureSuccessStatusCode();
        const string type = "application/vnd.oci.image.manifest.v1+json";
        var manifest = JsonSerializer.Serialize(new { schemaVersion = 2, mediaType = type, config = new { mediaType = "application/vnd.oci.image.config.v1+json", digest, size = config.Length }, layers = Array.Empty<object>() });
        using var content = new StringContent(manifest, Encoding.UTF8, new MediaTypeHeaderValue(type));
        using var put = await http.PutAsync(new Uri($"v2/{repository}/manifests/{tag}", UriKind.Relative), content);
        put.EnsureSuccessStatusCode();
        return put.Headers.GetValues("Docker-Content-Digest").Single();
    }
}
