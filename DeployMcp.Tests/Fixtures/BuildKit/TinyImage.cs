using System.Formats.Tar;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace DeployMcp.Tests.Fixtures.BuildKit;

/// <summary>An image of one small file, pushed by the registry's own protocol (OCI distribution specification, "Pushing").</summary>
public static class TinyImage
{
    public const string ManifestType = "application/vnd.docker.distribution.manifest.v2+json";

    /// <param name="registry">Host and port, without a password.</param>
    /// <param name="content">Images of different contents have different digests.</param>
    public static async Task PushAsync(string registry, string repository, string tag, string content = "")
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://{registry}/v2/{repository}/") };
        var layer = Layer(content);
        var config = Encoding.UTF8.GetBytes(
            $$$"""{"architecture":"amd64","os":"linux","created":"2020-01-01T00:00:00Z","config":{"Env":["PATH=/usr/bin"],"User":"1654"},"rootfs":{"type":"layers","diff_ids":["{{{Digest(layer)}}}"]},"history":[{"created":"2020-01-01T00:00:00Z"}]}""");
        var packed = Gzip(layer);
        await UploadAsync(http, packed);
        await UploadAsync(http, config);
        using var manifest = new StringContent(
            $$$"""{"schemaVersion":2,"mediaType":"{{{ManifestType}}}","config":{"mediaType":"application/vnd.docker.container.image.v1+json","size":{{{config.Length}}},"digest":"{{{Digest(config)}}}"},"layers":[{"mediaType":"application/vnd.docker.image.rootfs.diff.tar.gzip","size":{{{packed.Length}}},"digest":"{{{Digest(packed)}}}"}]}""",
            new MediaTypeHeaderValue(ManifestType));
        using var answer = await http.PutAsync(new Uri($"manifests/{tag}", UriKind.Relative), manifest);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task UploadAsync(HttpClient http, byte[] blob)
    {
        using var begun = await http.PostAsync(new Uri("blobs/uploads/", UriKind.Relative), content: null);
        begun.EnsureSuccessStatusCode();
        var place = new Uri(http.BaseAddress!, begun.Headers.Location!);
        using var content = new ByteArrayContent(blob);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var ended = await http.PutAsync(new Uri($"{place}{(place.Query.Length > 0 ? '&' : '?')}digest={Digest(blob)}"), content);
        ended.EnsureSuccessStatusCode();
    }

    private static byte[] Layer(string content)
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, leaveOpen: true))
        {
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "etc/tiny") { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) });
        }

        return bytes.ToArray();
    }

    private static byte[] Gzip(byte[] plain)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest))
        {
            gzip.Write(plain);
        }

        return bytes.ToArray();
    }

    private static string Digest(byte[] bytes) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(bytes))}";
}
