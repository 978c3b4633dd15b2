namespace DeployMcp.AppHost.Publishing.Helm;

/// <summary>The chart's values: what the manifest says of the product plane, and the defaults of AD-011 to AD-017.</summary>
internal static class ChartValues
{
    public static Map Of(ImageSource images, Binary server, Binary worker) => new()
    {
        ["image"] = new Map { ["registry"] = images.Registry, ["tag"] = images.Tag, ["pullPolicy"] = "IfNotPresent", ["pullSecrets"] = Array.Empty<string>() },
        ["database"] = new Map { ["existingSecret"] = "deploy-mcp" },
        ["server"] = Component(server, "deploy-mcp-server"),
        ["mcpServer"] = McpServer(server),
        ["worker"] = Component(worker, "deploy-mcp-worker"),
        ["migrate"] = new Map { ["enabled"] = true, ["backoffLimit"] = 3, ["activeDeadlineSeconds"] = 300 },
        ["ingress"] = new Map { ["enabled"] = false, ["className"] = "", ["tlsSecret"] = "" },
    };

    private static Map Component(Binary binary, string secret) => new()
    {
        ["repository"] = Binary.Repository(binary.Assembly),
        ["replicaCount"] = 1,
        ["port"] = binary.Port!.Value,
        ["existingSecret"] = secret,
        ["variables"] = Texts(binary),
        ["databaseVariables"] = binary.Variables.Where(v => v.Text is null && IsDatabase(v)).Select(v => v.Name).ToArray(),
        ["resources"] = Resources(),
    };

    /// <summary>From the server's image, under the server's variables, by another command.</summary>
    private static Map McpServer(Binary server) => new()
    {
        ["enabled"] = true,
        ["replicaCount"] = 1,
        ["port"] = server.Port!.Value,
        ["autoscaling"] = new Map
        {
            ["enabled"] = false,
            ["minReplicas"] = 1,
            ["maxReplicas"] = 3,
            ["targetCPUUtilizationPercentage"] = 70,
        },
        ["podDisruptionBudget"] = new Map { ["enabled"] = false, ["minAvailable"] = 1 },
        ["config"] = new Map(),
        ["resources"] = Resources(),
        ["probes"] = new Map
        {
            ["startup"] = Probe(delay: 0, period: 5, timeout: 3, failures: 12),
            ["liveness"] = Probe(delay: 30, period: 10, timeout: 5, failures: 3),
            ["readiness"] = Probe(delay: 10, period: 5, timeout: 3, failures: 2),
        },
    };

    private static Map Texts(Binary binary)
    {
        var texts = new Map();
        foreach (var variable in binary.Variables.Where(v => v.Text is not null && v.Name != "HTTP_PORTS"))
        {
            texts[variable.Name] = variable.Text!;
        }

        return texts;
    }

    private static bool IsDatabase(Variable variable) => variable.Name.StartsWith("ConnectionStrings__", StringComparison.Ordinal);

    private static Map Resources() => new()
    {
        ["requests"] = new Map { ["memory"] = "256Mi", ["cpu"] = "250m" },
        ["limits"] = new Map { ["memory"] = "512Mi", ["cpu"] = "500m" },
    };

    private static Map Probe(int delay, int period, int timeout, int failures) => new()
    {
        ["initialDelaySeconds"] = delay,
        ["periodSeconds"] = period,
        ["timeoutSeconds"] = timeout,
        ["failureThreshold"] = failures,
    };
}
