namespace DeployMcp.AppHost.Publishing.Kubernetes;

/// <summary>What the manifest can't say: on which machines of the cluster a binary runs, how many, and what it needs there.</summary>
/// <param name="Pool">The nodes' label; <c>ops</c> and <c>build</c> are tainted with it.</param>
/// <param name="UsesApi">Whether it speaks with the Kubernetes API under its service account.</param>
/// <param name="Variables">What only holds in this cluster.</param>
internal sealed record Placement(
    string Name,
    string Pool,
    int Replicas,
    Quantities Requests,
    Quantities Limits,
    bool UsesApi,
    IReadOnlyList<Volume> Volumes,
    IReadOnlyList<Variable> Variables)
{
    private static readonly Variable Telemetry = new("OTEL_EXPORTER_OTLP_ENDPOINT", "http://otlp.dp-observability:4317");

    private static readonly Volume Temporary = Volume.Empty("tmp", "/tmp", "1Gi");

    /// <summary>Where infra/eu-central-1/k8s has what services and builds need. What the runtime takes by default is named so there.</summary>
    private static readonly Variable[] ClusterVariables =
    [
        new("Runtime__Kubernetes__LokiAddress", "http://loki.dp-observability:3100"),
        new("BuildKit__CaCertificate", "/etc/buildkit-client/ca.crt"),
        new("BuildKit__Certificate", "/etc/buildkit-client/tls.crt"),
        new("BuildKit__Key", "/etc/buildkit-client/tls.key"),
    ];

    public static IReadOnlyList<Placement> All { get; } =
    [
        new("deployer-server", "ctrl", Replicas: 2, new("100m", "128Mi"), new("500m", "256Mi"), UsesApi: false, [Temporary], [Telemetry]),
        new("deployer-worker", "ctrl", Replicas: 2, new("250m", "256Mi"), new("2", "1Gi"), UsesApi: true,
            [
                Temporary,
                Volume.Empty("work", "/var/lib/deploy-mcp", "20Gi"),
                Volume.Secret("buildkit-client", "/etc/buildkit-client"),
            ],
            [Telemetry, .. ClusterVariables]),
        new("git-server", "ops", Replicas: 1, new("250m", "256Mi"), new("4", "6Gi"), UsesApi: false,
            [Temporary, Volume.Claim("git-repos", "/var/lib/deploy-mcp/git")], [Telemetry]),
    ];

    /// <summary>A volume that one pod at a time may write: the old pod goes before the new one comes.</summary>
    public bool IsSingleWriter => Volumes.Any(v => v.Source.ContainsKey("persistentVolumeClaim"));
}

internal sealed record Quantities(string Cpu, string Memory);

internal sealed record Volume(string Name, string Path, Map Source, bool ReadOnly)
{
    public static Volume Empty(string name, string path, string limit)
        => new(name, path, new Map { ["emptyDir"] = new Map { ["sizeLimit"] = limit } }, ReadOnly: false);

    public static Volume Claim(string name, string path)
        => new(name, path, new Map { ["persistentVolumeClaim"] = new Map { ["claimName"] = name } }, ReadOnly: false);

    /// <summary>Readable for the pod's group only (0440).</summary>
    public static Volume Secret(string name, string path)
        => new(name, path, new Map { ["secret"] = new Map { ["secretName"] = name, ["defaultMode"] = 0x120 } }, ReadOnly: true);
}
