using System.Text.Json;

namespace DeployMcp.Platform.Registries;

/// <summary>Reads manifests, indexes and configurations of images (OCI image specification; Docker's schema 2 has the same members).</summary>
internal static class ImageManifest
{
    public static readonly IReadOnlyList<string> MediaTypes =
    [
        "application/vnd.oci.image.index.v1+json", "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.list.v2+json", "application/vnd.docker.distribution.manifest.v2+json",
    ];

    /// <summary>The image that an index is about, not one of its attestations; null for what is no index.</summary>
    public static string? ImageOf(JsonElement index)
    {
        if (!index.TryGetProperty("manifests", out var manifests))
        {
            return null;
        }

        return manifests.EnumerateArray().Where(m => !IsAttestation(m)).Select(m => m.GetProperty("digest").GetString()).FirstOrDefault();
    }

    /// <summary>Digests of all that an index points to; none for what is no index.</summary>
    public static IReadOnlyList<string> PartsOf(JsonElement index)
        => index.TryGetProperty("manifests", out var manifests) ? [.. manifests.EnumerateArray().Select(m => m.GetProperty("digest").GetString()!)] : [];

    /// <summary>Null for what is no image, a cache for example.</summary>
    public static (string Digest, long Bytes)? ConfigOf(JsonElement manifest)
    {
        if (!manifest.TryGetProperty("config", out var config) || !manifest.TryGetProperty("layers", out var layers))
        {
            return null;
        }

        return (config.GetProperty("digest").GetString()!, layers.EnumerateArray().Sum(l => l.GetProperty("size").GetInt64()));
    }

    public static RegistryImage Read(string digest, long bytes, JsonElement image)
    {
        var config = image.TryGetProperty("config", out var found) && found.ValueKind == JsonValueKind.Object ? found : default;
        var created = image.TryGetProperty("created", out var at) && at.ValueKind == JsonValueKind.String && at.TryGetDateTimeOffset(out var time) ? time : DateTimeOffset.UnixEpoch;
        var architecture = image.TryGetProperty("architecture", out var name) ? name.GetString() ?? "" : "";
        return new RegistryImage(digest, architecture, HasWords(config, "Entrypoint") || HasWords(config, "Cmd"), PortOf(config), bytes, created);
    }

    private static bool IsAttestation(JsonElement manifest)
        => manifest.TryGetProperty("annotations", out var notes) && notes.ValueKind == JsonValueKind.Object && notes.TryGetProperty("vnd.docker.reference.type", out _);

    private static bool HasWords(JsonElement config, string name)
        => config.ValueKind == JsonValueKind.Object && config.TryGetProperty(name, out var words) && words.ValueKind == JsonValueKind.Array && words.GetArrayLength() > 0;

    private static int? PortOf(JsonElement config)
        => config.ValueKind == JsonValueKind.Object && config.TryGetProperty("ExposedPorts", out var ports) && ports.ValueKind == JsonValueKind.Object
            ? ports.EnumerateObject().Select(p => p.Name.Split('/')).Where(p => p is [_, "tcp"] && int.TryParse(p[0], out _))
                .Select(p => (int?)int.Parse(p[0], System.Globalization.CultureInfo.InvariantCulture)).Min()
            : null;
}
