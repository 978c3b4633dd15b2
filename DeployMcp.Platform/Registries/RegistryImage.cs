namespace DeployMcp.Platform.Registries;

/// <summary>An image as the registry holds it.</summary>
/// <param name="Digest">Of what a tag points to: an index where there are attestations.</param>
/// <param name="Architecture">As Go names it.</param>
/// <param name="ExposedPort">The lowest TCP port that it exposes.</param>
/// <param name="Bytes">As it is transferred: compressed.</param>
public sealed record RegistryImage(
    string Digest, string Architecture, bool StartsSomething, int? ExposedPort, long Bytes, DateTimeOffset CreatedAt)
{
    /// <summary>Digests of an index's manifests, which no tag points to: the image itself and its attestations.</summary>
    public IReadOnlyList<string> Parts { get; init; } = [];
}
