namespace DeployMcp.AppHost.Publishing.Kubernetes;

/// <summary>A binary of the manifest as the cluster's objects, in the namespace dp-system.</summary>
internal static class Workloads
{
    private const string Namespace = "dp-system";
    private const string NameLabel = "app.kubernetes.io/name";

    public static IReadOnlyList<Map> Of(Binary binary, Placement placement)
        => HasService(binary) ? [Deployment(binary, placement), Service(binary)] : [Deployment(binary, placement)];

    /// <summary>The ingress and other workloads reach it by its name.</summary>
    private static bool HasService(Binary binary) => binary.IsExternal;

    private static Map Deployment(Binary binary, Placement placement) => new()
    {
        ["apiVersion"] = "apps/v1",
        ["kind"] = "Deployment",
        ["metadata"] = Metadata(binary),
        ["spec"] = new Map
        {
            ["replicas"] = placement.Replicas,
            ["revisionHistoryLimit"] = 5,
            ["strategy"] = placement.IsSingleWriter
                ? new Map { ["type"] = "Recreate" }
                : new Map { ["type"] = "RollingUpdate", ["rollingUpdate"] = new Map { ["maxSurge"] = 1, ["maxUnavailable"] = 0 } },
            ["selector"] = new Map { ["matchLabels"] = new Map { [NameLabel] = binary.Name } },
            ["template"] = new Map
            {
                ["metadata"] = new Map { ["labels"] = PodLabels(binary) },
                ["spec"] = PodTemplate.Of(binary, placement),
            },
        },
    };

    private static Map Service(Binary binary) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Service",
        ["metadata"] = Metadata(binary),
        ["spec"] = new Map
        {
            ["selector"] = new Map { [NameLabel] = binary.Name },
            ["ports"] = new[] { new Map { ["name"] = "http", ["port"] = binary.Port!.Value, ["targetPort"] = "http" } },
        },
    };

    private static Map Metadata(Binary binary) => new() { ["name"] = binary.Name, ["namespace"] = Namespace, ["labels"] = Labels(binary) };

    private static Map Labels(Binary binary) => new() { [NameLabel] = binary.Name, ["app.kubernetes.io/part-of"] = "deploy-mcp" };

    private static Map PodLabels(Binary binary)
    {
        var labels = Labels(binary);
        if (HasService(binary))
        {
            labels["deploy-mcp/ingress"] = "allowed";
        }

        return labels;
    }
}
