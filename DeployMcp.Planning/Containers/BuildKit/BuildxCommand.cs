using System.Security.Cryptography;
using System.Text;

namespace DeployMcp.Planning.Containers.BuildKit;

/// <summary>The argument lists of Docker's buildx with its remote driver, which speaks to the same buildkitd as buildctl.</summary>
public static class BuildxCommand
{
    /// <summary>The same for the same way to reach the daemon: a changed setting is a builder of another name.</summary>
    public static string BuilderOf(BuildKitEndpoint endpoint)
        => $"deploymcp-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(endpoint.ToString())))[..12]}";

    public static IReadOnlyList<string> Create(BuildKitEndpoint endpoint) =>
        ["create", "--driver", "remote", "--name", BuilderOf(endpoint), .. DriverOptions(endpoint), endpoint.Address];

    public static IReadOnlyList<string> Of(BuildKitEndpoint endpoint, BuildKitSolve solve) =>
    [
        "build", "--builder", BuilderOf(endpoint), "--progress=plain",
        "--file", Path.Combine(solve.FileDirectory, solve.File),
        .. solve.Frontend is { } image ? (string[])["--build-arg", $"BUILDKIT_SYNTAX={image}"] : [],
        .. solve.SecretsDigest is { } digest ? (string[])["--build-arg", $"secrets-hash={digest}"] : [],
        .. solve.Labels.SelectMany(l => (string[])["--label", $"{l.Key}={l.Value}"]),
        .. solve.SecretFiles.SelectMany(s => (string[])["--secret", $"id={s.Key},src={s.Value}"]),
        "--build-arg", solve.CacheNamespace,
        solve.Attestations.Provenance ? "--provenance=mode=min" : "--provenance=false",
        .. solve.Attestations.SbomGenerator is { } generator ? (string[])[$"--sbom=generator={generator}"] : [],
        .. solve.Cache is null ? (string[])[] : ["--cache-from", solve.CacheSource, "--cache-to", solve.CacheTarget],
        "--output", solve.Output,
        "--metadata-file", solve.MetadataFile,
        "--", solve.Context,
    ];

    private static IEnumerable<string> DriverOptions(BuildKitEndpoint endpoint)
    {
        (string Name, string? Value)[] options =
            [("cacert", endpoint.Authority), ("cert", endpoint.Certificate), ("key", endpoint.Key), ("servername", endpoint.ServerName)];
        return options.Where(o => o.Value is not null).SelectMany(o => (string[])["--driver-opt", $"{o.Name}={o.Value}"]);
    }
}
