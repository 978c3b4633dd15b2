namespace DeployMcp.Planning.Containers.BuildKit;

/// <summary>A buildkitd and how it is reached.</summary>
/// <param name="Address"><c>tcp://host:port</c> or <c>unix:///path</c>.</param>
/// <param name="Authority">PEM file of who signs its certificate; null without TLS.</param>
/// <param name="Certificate">PEM file of our own certificate, with <paramref name="Key"/>; null where it asks for none.</param>
/// <param name="ServerName">What its certificate is for, where that is not the address's host.</param>
public sealed record BuildKitEndpoint(string Address, string? Authority = null, string? Certificate = null, string? Key = null, string? ServerName = null);

/// <summary>One build by BuildKit that pushes its image. No value of a variable is in it, only files that hold them.</summary>
/// <param name="Context">Absolute.</param>
/// <param name="FileDirectory">Absolute: where <paramref name="File"/> is.</param>
/// <param name="File">The Dockerfile, or the plan that <paramref name="Frontend"/> reads.</param>
/// <param name="Frontend">The image of another frontend than the Dockerfile's; null for that.</param>
/// <param name="Images">What is pushed: one image, by each of its names with their tags.</param>
/// <param name="Cache">Where the cache is kept in the registry; null for BuildKit's own alone.</param>
/// <param name="SecretFiles">Absolute paths by secret's id.</param>
/// <param name="CacheOwner">Whose the caches are that steps mount: nobody else's builds on the same daemon see them.</param>
/// <param name="MetadataFile">Absolute: where the client writes the digest.</param>
/// <param name="Insecure">The registry speaks HTTP, or has a certificate that nobody vouches for.</param>
public sealed record BuildKitSolve(
    string Context,
    string FileDirectory,
    string File,
    string? Frontend,
    IReadOnlyList<string> Images,
    string? Cache,
    IReadOnlyList<KeyValuePair<string, string>> SecretFiles,
    IReadOnlyList<KeyValuePair<string, string>> Labels,
    string CacheOwner,
    string MetadataFile,
    bool Insecure)
{
    /// <summary>Changes for a frontend that keeps a step's result as long as its secrets are the same.</summary>
    public string? SecretsDigest { get; init; }

    /// <summary>What is asked for beside the image.</summary>
    public Attestations Attestations { get; init; } = Attestations.None;

    internal string Output => $"type=image,\"name={string.Join(',', Images)}\",push=true{(Insecure ? ",registry.insecure=true" : "")}";

    /// <summary>
    /// The Dockerfile's frontend puts its own argument before the ids of cache mounts (Dockerfile reference, "BuildKit built-in
    /// build args"), railpack's another.
    /// </summary>
    internal string CacheNamespace => Frontend is null ? $"BUILDKIT_CACHE_MOUNT_NS={CacheOwner}" : $"cache-key={CacheOwner}";

    internal string CacheSource => $"type=registry,ref={Cache}{(Insecure ? ",registry.insecure=true" : "")}";

    /// <summary>A cache that can't be written spoils no build.</summary>
    internal string CacheTarget => $"{CacheSource},mode=max,ignore-error=true";
}
