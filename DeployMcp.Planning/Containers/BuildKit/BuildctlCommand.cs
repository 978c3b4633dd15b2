namespace DeployMcp.Planning.Containers.BuildKit;

/// <summary>The argument list of <c>buildctl build</c> (BuildKit's docs/reference/buildctl.md).</summary>
public static class BuildctlCommand
{
    public static IReadOnlyList<string> Of(BuildKitEndpoint endpoint, BuildKitSolve solve) =>
    [
        .. Connection(endpoint),
        "build", "--progress=plain",
        .. Frontend(solve),
        "--local", $"context={solve.Context}",
        "--local", $"dockerfile={solve.FileDirectory}",
        "--opt", $"filename={solve.File}",
        .. solve.Labels.SelectMany(l => Option($"label:{l.Key}={l.Value}")),
        .. solve.SecretsDigest is { } digest ? Option($"build-arg:secrets-hash={digest}") : [],
        .. solve.SecretFiles.SelectMany(s => (string[])["--secret", $"id={s.Key},src={s.Value}"]),
        .. Option($"build-arg:{solve.CacheNamespace}"),
        .. solve.Attestations.Provenance ? Option("attest:provenance=mode=min") : [],
        .. solve.Attestations.SbomGenerator is { } generator ? Option($"attest:sbom=generator={generator}") : [],
        .. solve.Cache is null ? (string[])[] : ["--import-cache", solve.CacheSource, "--export-cache", solve.CacheTarget],
        "--output", solve.Output,
        "--metadata-file", solve.MetadataFile,
    ];

    /// <summary>Answers when the daemon can build.</summary>
    public static IReadOnlyList<string> Probe(BuildKitEndpoint endpoint) => [.. Connection(endpoint), "debug", "workers"];

    private static IEnumerable<string> Connection(BuildKitEndpoint endpoint)
    {
        (string Flag, string? Value)[] flags =
        [
            ("--addr", endpoint.Address), ("--tlsservername", endpoint.ServerName), ("--tlscacert", endpoint.Authority),
            ("--tlscert", endpoint.Certificate), ("--tlskey", endpoint.Key),
        ];
        return flags.Where(f => f.Value is not null).SelectMany(f => (string[])[f.Flag, f.Value!]);
    }

    private static string[] Frontend(BuildKitSolve solve)
        => solve.Frontend is { } image ? ["--frontend", "gateway.v0", "--opt", $"source={image}"] : ["--frontend", "dockerfile.v0"];

    private static string[] Option(string option) => ["--opt", option];
}
