using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DeployMcp.Platform.Registries;

namespace DeployMcp.Tests.Platform.Registries;

/// <summary>Pushes small images as any client does (OCI distribution specification, "Push").</summary>
internal static class RegistryPushes
{
    private const string ManifestType = "application/vnd.oci.image.manifest.v1+json";
    private const string IndexType = "application/vnd.oci.image.index.v1+json";
    private static readonly string[] Cmd = ["x"];

    /// <summary>An image without layers.</summary>
    /// <returns>Its digest.</returns>
    public static async Task<string> ImageAsync(RegistryOptions options, string repository, string tag, DateTimeOffset created, string architecture = "amd64")
        => (await ImageAsync(options, repository, tag, created, architecture, [])).Digest;

    /// <summary>As BuildKit pushes one with attestations: an index of the image, which has no tag, and of what is attested.</summary>
    /// <param name="layer">Its only layer's content.</param>
    /// <returns>The index's digest.</returns>
    public static async Task<string> IndexAsync(RegistryOptions options, string repository, string tag, DateTimeOffset created, string layer)
    {
        var (digest, size) = await ImageAsync(options, repository, null, created, "amd64", [Encoding.UTF8.GetBytes(layer)]);
        var index = JsonSerializer.Serialize(new
        {
            schemaVersion = 2,
            mediaType = IndexType,
            manifests = new[] { new { mediaType = ManifestType, digest, size, platform = new { architecture = "amd64", os = "linux" } } },
            annotations = new { tag },
        });
        return (await ManifestAsync(options, repository, tag, IndexType, index)).Digest;
    }

    private static async Task<(string Digest, int Size)> ImageAsync(
        RegistryOptions options, string repository, string? tag, DateTimeOffset created, string architecture, byte[][] layers)
    {
        var config = JsonSerializer.SerializeToUtf8Bytes(new { architecture, os = "linux", created, config = new { Cmd }, rootfs = new { type = "layers", diff_ids = Array.Empty<string>() } });
        var digest = await BlobAsync(options, repository, config);
        var described = new List<object>();
        foreach (var layer in layers)
        {
            described.Add(new { mediaType = "application/vnd.oci.image.layer.v1.tar", digest = await BlobAsync(options, repository, layer), size = layer.Length });
        }

        var manifest = JsonSerializer.Serialize(new { schemaVersion = 2, mediaType = ManifestType, config = new { mediaType = "application/vnd.oci.image.config.v1+json", digest, size = config.Length }, layers = described });
        return await ManifestAsync(options, repository, tag, ManifestType, manifest);
    }

    private static async Task<(string Digest, int Size)> ManifestAsync(RegistryOptions options, string repository, string? tag, string type, string manifest)
    {
        using var http = new HttpClient { BaseAddress = options.BaseAddress };
        var bytes = Encoding.UTF8.GetBytes(manifest);
        var digest = DigestOf(bytes);
        using var content = new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
        using var put = await http.PutAsync(new Uri($"v2/{repository}/manifests/{tag ?? digest}", UriKind.Relative), content);
        put.EnsureSuccessStatusCode();
        return (digest, bytes.Length);
    }

    private static async Task<string> BlobAsync(RegistryOptions options, string repository, byte[] bytes)
    {
        using var http = new HttpClient { BaseAddress = options.BaseAddress };
        using var upload = await http.PostAsync(new Uri($"v2/{repository}/blobs/uploads/", UriKind.Relative), null);
        var location = new Uri(options.BaseAddress, upload.Headers.Location!).ToString();
        var digest = DigestOf(bytes);
        using var blob = new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
        using var stored = await http.PutAsync(new Uri($"{location}&digest={Uri.EscapeDataString(digest)}"), blob);
        stored.EnsureSuccessStatusCode();
        return digest;
    }

    private static string DigestOf(byte[] bytes) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(bytes))}";
}
