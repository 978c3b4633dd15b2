using System.Globalization;
using DeployMcp.Planning.Runtime;
using k8s.Models;

namespace DeployMcp.Planning.Kubernetes;

/// <summary>The pod of a revision: foreign code behind every rail that the platform has.</summary>
public sealed class PodTemplate(ClusterSettings settings)
{
    public const string ContainerName = "app";
    private const string PortName = "http";
    private const int DrainSeconds = 5;
    private const int StopSeconds = 30;

    /// <summary>Beyond the platform's own patience: a container that is slow is judged by us, not killed half-way by the node.</summary>
    private const int ProbePeriod = 1;

    /// <exception cref="ArgumentException">The revision is no image.</exception>
    public V1PodSpec Of(RevisionSpec spec)
    {
        var image = spec.Image?.Reference ?? throw new ArgumentException("A cluster runs images from a registry; this revision is none.", nameof(spec));
        return new V1PodSpec
        {
            AutomountServiceAccountToken = false,
            EnableServiceLinks = false,
            RuntimeClassName = NullIfEmpty(settings.RuntimeClass),
            TerminationGracePeriodSeconds = DrainSeconds + StopSeconds,
            SecurityContext = new V1PodSecurityContext
            {
                SeccompProfile = new V1SeccompProfile { Type = "RuntimeDefault" },

                // Images that expose port 80 bind it without the capability that is taken from them.
                Sysctls = [new V1Sysctl { Name = "net.ipv4.ip_unprivileged_port_start", Value = "0" }],
            },
            NodeSelector = settings.Pool.Length == 0 ? null : new Dictionary<string, string>(StringComparer.Ordinal) { ["pool"] = settings.Pool },
            PriorityClassName = NullIfEmpty(settings.PriorityClass),
            TopologySpreadConstraints = [Spread(spec)],
            Containers = [Container(spec, image)],
            Volumes = spec.Image.ReadOnlyRoot ? [new V1Volume { Name = "tmp", EmptyDir = new V1EmptyDirVolumeSource { SizeLimit = new ResourceQuantity("256Mi") } }] : null,
        };
    }

    /// <summary>The port that the image says it listens on, else the declared one; it is the app's <c>PORT</c> either way.</summary>
    public static int PortOf(RevisionSpec spec) => spec.Image?.ExposedPort ?? spec.DeclaredPort;

    private V1Container Container(RevisionSpec spec, string image) => new()
    {
        Name = ContainerName,
        Image = image,
        Command = spec.Image!.Command?.ToList(),
        Env = [new V1EnvVar { Name = "PORT", Value = PortOf(spec).ToString(CultureInfo.InvariantCulture) }],
        EnvFrom = [new V1EnvFromSource { SecretRef = new V1SecretEnvSource { Name = OwnerLabels.SecretOf(spec.DeploymentId) } }],
        Ports = [new V1ContainerPort { Name = PortName, ContainerPort = PortOf(spec), Protocol = "TCP" }],
        StartupProbe = Probe(ProbePeriod, Math.Max(60, settings.StartSeconds) + 60),
        ReadinessProbe = Probe(5, 3),
        LivenessProbe = Probe(10, 6),
        Lifecycle = new V1Lifecycle { PreStop = new V1LifecycleHandler { Sleep = new V1SleepAction { Seconds = DrainSeconds } } },
        Resources = Resources(spec),
        SecurityContext = new V1SecurityContext
        {
            AllowPrivilegeEscalation = false,
            Privileged = false,
            ReadOnlyRootFilesystem = spec.Image.ReadOnlyRoot,
            Capabilities = new V1Capabilities { Drop = ["ALL"] },
        },
        TerminationMessagePolicy = "FallbackToLogsOnError",
        VolumeMounts = spec.Image.ReadOnlyRoot ? [new V1VolumeMount { Name = "tmp", MountPath = "/tmp" }] : null,
    };

    /// <summary>A connection: an app that answers 404 or 401 at its root is up, which a probe by HTTP would deny.</summary>
    private static V1Probe Probe(int period, int failures) => new()
    {
        TcpSocket = new V1TCPSocketAction { Port = PortName },
        PeriodSeconds = period,
        TimeoutSeconds = 3,
        FailureThreshold = failures,
    };

    /// <summary>Memory is reserved in full, for it can't be taken back; a fifth of the CPU.</summary>
    private static V1ResourceRequirements Resources(RevisionSpec spec) => new()
    {
        Limits = Amounts(spec.CpuMillis, spec.MemoryMiB, "1Gi"),
        Requests = Amounts(Math.Max(10, spec.CpuMillis / 5), spec.MemoryMiB, "64Mi"),
    };

    private static SortedDictionary<string, ResourceQuantity> Amounts(int cpuMillis, int memoryMiB, string disk) => new(StringComparer.Ordinal)
    {
        ["cpu"] = new($"{cpuMillis}m"),
        ["ephemeral-storage"] = new(disk),
        ["memory"] = new($"{memoryMiB}Mi"),
    };

    private static V1TopologySpreadConstraint Spread(RevisionSpec spec) => new()
    {
        MaxSkew = 1,
        TopologyKey = "kubernetes.io/hostname",
        WhenUnsatisfiable = "ScheduleAnyway",
        LabelSelector = new V1LabelSelector
        {
            MatchLabels = new Dictionary<string, string>(StringComparer.Ordinal) { [OwnerLabels.Service] = spec.ServiceId.ToString() },
        },
    };

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
