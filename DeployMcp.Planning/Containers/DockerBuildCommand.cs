namespace DeployMcp.Planning.Containers;

/// <param name="Context">Absolute.</param>
/// <param name="Dockerfile">Absolute.</param>
/// <param name="Name">The image's name.</param>
/// <param name="IdFile">Where the engine's client writes the image's id.</param>
/// <param name="Arguments">Names of variables of the client's environment.</param>
/// <param name="SecretFiles">Absolute paths of files with the values, by name.</param>
public sealed record DockerBuildRequest(
    string Context,
    string Dockerfile,
    string Name,
    string IdFile,
    IReadOnlyList<KeyValuePair<string, string>> Labels,
    IReadOnlyList<string> Arguments,
    IReadOnlyList<KeyValuePair<string, string>> SecretFiles);

/// <summary>The argument list of <c>docker build</c> with BuildKit. No value of a variable is in it: everybody can read command lines.</summary>
public static class DockerBuildCommand
{
    public static IReadOnlyList<string> Of(DockerBuildRequest request) =>
    [
        "build", "--progress=plain",
        "--file", request.Dockerfile,
        "--tag", request.Name,
        "--iidfile", request.IdFile,
        .. request.Labels.SelectMany(l => (string[])["--label", $"{l.Key}={l.Value}"]),
        .. request.Arguments.SelectMany(a => (string[])["--build-arg", a]),
        .. request.SecretFiles.SelectMany(s => (string[])["--secret", $"id={s.Key},src={s.Value}"]),
        "--", request.Context,
    ];

    /// <summary>
    /// Whether a user's variable may be in the environment of the engine's client, which has the platform's own rights: none
    /// that changes how the loader, the C library (its own list for set-uid programs), Go's runtime or the client itself works.
    /// </summary>
    public static bool MayBeInClientEnvironment(string name)
        => !Exact.Contains(name) && !Prefixes.Any(p => name.StartsWith(p, StringComparison.Ordinal)) && !name.EndsWith("_PROXY", StringComparison.OrdinalIgnoreCase);

    private static readonly HashSet<string> Exact = new(StringComparer.Ordinal)
    {
        "PATH", "HOME", "USER", "SHELL", "PWD", "TMPDIR", "TERM", "LANG", "LANGUAGE", "IFS", "ENV", "BASH_ENV", "NO_COLOR", "ZONEINFO", "TZ", "TZDIR",
        "GLIBC_TUNABLES", "GCONV_PATH", "GETCONF_DIR", "HOSTALIASES", "LOCALDOMAIN", "LOCPATH", "NIS_PATH", "NLSPATH", "RESOLV_HOST_CONF",
        "RES_OPTIONS", "SSH_AUTH_SOCK", "SOURCE_DATE_EPOCH", "TRACEPARENT", "TRACESTATE", "BAGGAGE",
        "GODEBUG", "GOGC", "GOMAXPROCS", "GOMEMLIMIT", "GORACE", "GOROOT", "GOTRACEBACK", "GOCOVERDIR", "CONTAINER_HOST",
    };

    private static readonly string[] Prefixes =
        ["LD_", "LC_", "MALLOC_", "SSL_CERT_", "XDG_", "DOCKER_", "DOCKERD_", "BUILDKIT_", "BUILDX_", "COMPOSE_", "MOBY_", "CONTAINERD_", "OTEL_", "JAEGER_", "DEPLOYMCP_"];
}
