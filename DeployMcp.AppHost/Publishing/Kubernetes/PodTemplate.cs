namespace DeployMcp.AppHost.Publishing.Kubernetes;

/// <summary>A pod under the profile "restricted": no root, no capabilities, nothing written outside its volumes.</summary>
internal static class PodTemplate
{
    /// <summary>The user <c>app</c> of .NET's images.</summary>
    private const int User = 1654;

    public static Map Of(Binary binary, Placement placement)
    {
        var pod = new Map
        {
            ["serviceAccountName"] = binary.Name,
            ["automountServiceAccountToken"] = placement.UsesApi,
            ["enableServiceLinks"] = false,
            ["priorityClassName"] = "deploy-mcp-platform",
            // Longer than a worker takes to hand its running activities back (10 s).
            ["terminationGracePeriodSeconds"] = 30,
            ["nodeSelector"] = new Map { ["pool"] = placement.Pool },
        };
        if (placement.Pool is "ops" or "build")
        {
            pod["tolerations"] = new[] { new Map { ["key"] = "pool", ["operator"] = "Equal", ["value"] = placement.Pool, ["effect"] = "NoSchedule" } };
        }

        if (placement.Replicas > 1)
        {
            pod["topologySpreadConstraints"] = new[] { Spread(binary) };
        }

        pod["securityContext"] = new Map
        {
            ["runAsNonRoot"] = true,
            ["runAsUser"] = User,
            ["runAsGroup"] = User,
            ["fsGroup"] = User,
            ["fsGroupChangePolicy"] = "OnRootMismatch",
            ["seccompProfile"] = new Map { ["type"] = "RuntimeDefault" },
        };
        pod["containers"] = new[] { Container(binary, placement) };
        pod["volumes"] = placement.Volumes.Select(v => new Map { ["name"] = v.Name, [v.Source.GetAt(0).Key] = v.Source.GetAt(0).Value }).ToArray();
        return pod;
    }

    private static Map Spread(Binary binary) => new()
    {
        ["maxSkew"] = 1,
        ["topologyKey"] = "kubernetes.io/hostname",
        ["whenUnsatisfiable"] = "ScheduleAnyway",
        ["labelSelector"] = new Map { ["matchLabels"] = new Map { ["app.kubernetes.io/name"] = binary.Name } },
    };

    private static Map Container(Binary binary, Placement placement)
    {
        var container = new Map { ["name"] = binary.Name, ["image"] = binary.Image };
        if (binary.Args.Count > 0)
        {
            container["args"] = binary.Args;
        }

        container["ports"] = new[] { new Map { ["name"] = "http", ["containerPort"] = binary.Port!.Value } };
        if (PodVariables.NeedsOwnSecret(binary))
        {
            container["envFrom"] = new[] { new Map { ["secretRef"] = new Map { ["name"] = binary.Name } } };
        }

        container["env"] = PodVariables.Of(binary, placement);
        AddProbes(container, binary);
        container["resources"] = new Map { ["requests"] = Resources(placement.Requests), ["limits"] = Resources(placement.Limits) };
        container["securityContext"] = new Map
        {
            ["allowPrivilegeEscalation"] = false,
            ["readOnlyRootFilesystem"] = true,
            ["capabilities"] = new Map { ["drop"] = new[] { "ALL" } },
        };
        container["volumeMounts"] = placement.Volumes.Select(Mount).ToArray();
        return container;
    }

    /// <summary>A database that is away makes a pod unready, and is no reason to start it anew.</summary>
    private static void AddProbes(Map container, Binary binary)
    {
        container["startupProbe"] = Probe("/alive", period: 2, timeout: 2, failures: 30);
        container["livenessProbe"] = Probe("/alive", period: 10, timeout: 5, failures: 3);
        container["readinessProbe"] = Probe(binary.Name == "deployer-server" ? "/healthz" : "/health", period: 5, timeout: 3, failures: 2);
    }

    private static Map Probe(string path, int period, int timeout, int failures) => new()
    {
        ["httpGet"] = new Map { ["path"] = path, ["port"] = "http" },
        ["periodSeconds"] = period,
        ["timeoutSeconds"] = timeout,
        ["failureThreshold"] = failures,
    };

    private static Map Resources(Quantities quantities) => new() { ["cpu"] = quantities.Cpu, ["memory"] = quantities.Memory };

    private static Map Mount(Volume volume)
    {
        var mount = new Map { ["name"] = volume.Name, ["mountPath"] = volume.Path };
        if (volume.ReadOnly)
        {
            mount["readOnly"] = true;
        }

        return mount;
    }
}
