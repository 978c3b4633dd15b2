using System.Text.Json.Nodes;

namespace DeployMcp.Tests.Fixtures.KubernetesStandIn;

/// <summary>What the API server fills in where nothing was sent (Kubernetes API reference, the kinds' default values); nobody owns it.</summary>
internal static class Defaulting
{
    private static readonly string[] Probes = ["startupProbe", "readinessProbe", "livenessProbe"];

    public static void Complete(string plural, JsonObject item)
    {
        if (plural == "deployments" && item["spec"] is JsonObject spec)
        {
            Fill(spec, ("replicas", 1), ("revisionHistoryLimit", 10), ("progressDeadlineSeconds", 600));
            CompletePod(spec["template"]?["spec"] as JsonObject);
        }
        else if (plural == "services" && item["spec"] is JsonObject service)
        {
            Fill(service, ("type", "ClusterIP"), ("sessionAffinity", "None"), ("internalTrafficPolicy", "Cluster"), ("clusterIP", "10.43.0.7"), ("ipFamilyPolicy", "SingleStack"));
            CompletePorts(service["ports"]);
        }
        else if (plural == "secrets")
        {
            Fill(item, ("type", "Opaque"));
        }
    }

    private static void CompletePod(JsonObject? pod)
    {
        if (pod is null)
        {
            return;
        }

        Fill(pod, ("restartPolicy", "Always"), ("dnsPolicy", "ClusterFirst"), ("schedulerName", "default-scheduler"), ("terminationGracePeriodSeconds", 30));
        foreach (var container in (pod["containers"] as JsonArray ?? []).OfType<JsonObject>())
        {
            Fill(
                container,
                ("imagePullPolicy", container["image"]!.ToString().Contains('@', StringComparison.Ordinal) ? "IfNotPresent" : "Always"),
                ("terminationMessagePath", "/dev/termination-log"),
                ("terminationMessagePolicy", "File"));
            CompletePorts(container["ports"]);
            foreach (var probe in Probes.Select(p => container[p]).OfType<JsonObject>())
            {
                Fill(probe, ("successThreshold", 1), ("failureThreshold", 3), ("periodSeconds", 10), ("timeoutSeconds", 1));
            }
        }
    }

    private static void CompletePorts(JsonNode? ports)
    {
        foreach (var port in (ports as JsonArray ?? []).OfType<JsonObject>())
        {
            Fill(port, ("protocol", "TCP"));
        }
    }

    private static void Fill(JsonObject map, params (string Key, JsonNode Value)[] values)
    {
        foreach (var (key, value) in values.Where(v => map[v.Key] is null))
        {
            map[key] = value;
        }
    }
}
