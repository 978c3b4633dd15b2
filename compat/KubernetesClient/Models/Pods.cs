namespace k8s.Models;

public class V1Pod : IKubernetesObject<V1ObjectMeta>, ISpec<V1PodSpec>, IStatus<V1PodStatus>
{
    public const string KubeApiVersion = "v1";
    public const string KubeKind = "Pod";
    public const string KubeGroup = "";
    public const string KubePluralName = "pods";

    public string ApiVersion { get; set; }
    public string Kind { get; set; }
    public V1ObjectMeta Metadata { get; set; }
    public V1PodSpec Spec { get; set; }
    public V1PodStatus Status { get; set; }
}

public class V1PodList : IKubernetesObject<V1ListMeta>, IItems<V1Pod>
{
    public string ApiVersion { get; set; }
    public IList<V1Pod> Items { get; set; }
    public string Kind { get; set; }
    public V1ListMeta Metadata { get; set; }
}

public class V1PodSpec
{
    public bool? AutomountServiceAccountToken { get; set; }
    public IList<V1Container> Containers { get; set; }
    public string DnsPolicy { get; set; }
    public bool? EnableServiceLinks { get; set; }
    public IList<V1LocalObjectReference> ImagePullSecrets { get; set; }
    public string NodeName { get; set; }
    public IDictionary<string, string> NodeSelector { get; set; }
    public string PriorityClassName { get; set; }
    public string RestartPolicy { get; set; }
    public string RuntimeClassName { get; set; }
    public string SchedulerName { get; set; }
    public V1PodSecurityContext SecurityContext { get; set; }
    public string ServiceAccountName { get; set; }
    public long? TerminationGracePeriodSeconds { get; set; }
    public IList<V1Toleration> Tolerations { get; set; }
    public IList<V1TopologySpreadConstraint> TopologySpreadConstraints { get; set; }
    public IList<V1Volume> Volumes { get; set; }
}

public class V1TopologySpreadConstraint
{
    public V1LabelSelector LabelSelector { get; set; }
    public IList<string> MatchLabelKeys { get; set; }
    public int MaxSkew { get; set; }
    public string TopologyKey { get; set; }
    public string WhenUnsatisfiable { get; set; }
}

public class V1Toleration
{
    public string Effect { get; set; }
    public string Key { get; set; }
    [JsonPropertyName("operator")]
    public string OperatorProperty { get; set; }
    public long? TolerationSeconds { get; set; }
    public string Value { get; set; }
}

public class V1LocalObjectReference
{
    public string Name { get; set; }
}

public class V1PodSecurityContext
{
    public long? FsGroup { get; set; }
    public long? RunAsGroup { get; set; }
    public bool? RunAsNonRoot { get; set; }
    public long? RunAsUser { get; set; }
    public V1SeccompProfile SeccompProfile { get; set; }
    public IList<V1Sysctl> Sysctls { get; set; }
}

public class V1SeccompProfile
{
    public string LocalhostProfile { get; set; }
    public string Type { get; set; }
}

public class V1Sysctl
{
    public string Name { get; set; }
    public string Value { get; set; }
}

public class V1SecurityContext
{
    public bool? AllowPrivilegeEscalation { get; set; }
    public V1Capabilities Capabilities { get; set; }
    public bool? Privileged { get; set; }
    public bool? ReadOnlyRootFilesystem { get; set; }
    public bool? RunAsNonRoot { get; set; }
    public long? RunAsUser { get; set; }
    public V1SeccompProfile SeccompProfile { get; set; }
}

public class V1Capabilities
{
    public IList<string> Add { get; set; }
    public IList<string> Drop { get; set; }
}

public class V1Volume
{
    public V1EmptyDirVolumeSource EmptyDir { get; set; }
    public string Name { get; set; }
}

public class V1EmptyDirVolumeSource
{
    public string Medium { get; set; }
    public ResourceQuantity? SizeLimit { get; set; }
}

public class V1Container
{
    public IList<string> Args { get; set; }
    public IList<string> Command { get; set; }
    public IList<V1EnvVar> Env { get; set; }
    public IList<V1EnvFromSource> EnvFrom { get; set; }
    public string Image { get; set; }
    public string ImagePullPolicy { get; set; }
    public V1Lifecycle Lifecycle { get; set; }
    public V1Probe LivenessProbe { get; set; }
    public string Name { get; set; }
    public IList<V1ContainerPort> Ports { get; set; }
    public V1Probe ReadinessProbe { get; set; }
    public V1ResourceRequirements Resources { get; set; }
    public V1SecurityContext SecurityContext { get; set; }
    public V1Probe StartupProbe { get; set; }
    public string TerminationMessagePath { get; set; }
    public string TerminationMessagePolicy { get; set; }
    public IList<V1VolumeMount> VolumeMounts { get; set; }
    public string WorkingDir { get; set; }
}

public class V1Lifecycle
{
    public V1LifecycleHandler PreStop { get; set; }
}

public class V1LifecycleHandler
{
    public V1SleepAction Sleep { get; set; }
}

public class V1SleepAction
{
    public long Seconds { get; set; }
}

public class V1EnvVar
{
    public string Name { get; set; }
    public string Value { get; set; }
}

public class V1EnvFromSource
{
    public string Prefix { get; set; }
    public V1SecretEnvSource SecretRef { get; set; }
}

public class V1SecretEnvSource
{
    public string Name { get; set; }
    public bool? Optional { get; set; }
}

public class V1ContainerPort
{
    public int ContainerPort { get; set; }
    public string Name { get; set; }
    public string Protocol { get; set; }
}

public class V1ResourceRequirements
{
    public IDictionary<string, ResourceQuantity> Limits { get; set; }
    public IDictionary<string, ResourceQuantity> Requests { get; set; }
}

public class V1VolumeMount
{
    public string MountPath { get; set; }
    public string Name { get; set; }
    [JsonPropertyName("readOnly")]
    public bool? ReadOnlyProperty { get; set; }
}

public class V1Probe
{
    public int? FailureThreshold { get; set; }
    public V1HTTPGetAction HttpGet { get; set; }
    public int? InitialDelaySeconds { get; set; }
    public int? PeriodSeconds { get; set; }
    public int? SuccessThreshold { get; set; }
    public V1TCPSocketAction TcpSocket { get; set; }
    public int? TimeoutSeconds { get; set; }
}

public class V1HTTPGetAction
{
    public string Host { get; set; }
    public string Path { get; set; }
    public IntOrString Port { get; set; }
    public string Scheme { get; set; }
}

public class V1TCPSocketAction
{
    public string Host { get; set; }
    public IntOrString Port { get; set; }
}
