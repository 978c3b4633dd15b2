namespace k8s.Models;

public class V1Deployment : IKubernetesObject<V1ObjectMeta>, ISpec<V1DeploymentSpec>, IStatus<V1DeploymentStatus>
{
    public const string KubeApiVersion = "v1";
    public const string KubeKind = "Deployment";
    public const string KubeGroup = "apps";
    public const string KubePluralName = "deployments";

    public string ApiVersion { get; set; }
    public string Kind { get; set; }
    public V1ObjectMeta Metadata { get; set; }
    public V1DeploymentSpec Spec { get; set; }
    public V1DeploymentStatus Status { get; set; }
}

public class V1DeploymentList : IKubernetesObject<V1ListMeta>, IItems<V1Deployment>
{
    public string ApiVersion { get; set; }
    public IList<V1Deployment> Items { get; set; }
    public string Kind { get; set; }
    public V1ListMeta Metadata { get; set; }
}

public class V1DeploymentSpec
{
    public int? MinReadySeconds { get; set; }
    public bool? Paused { get; set; }
    public int? ProgressDeadlineSeconds { get; set; }
    public int? Replicas { get; set; }
    public int? RevisionHistoryLimit { get; set; }
    public V1LabelSelector Selector { get; set; }
    public V1DeploymentStrategy Strategy { get; set; }
    public V1PodTemplateSpec Template { get; set; }
}

public class V1DeploymentStrategy
{
    public V1RollingUpdateDeployment RollingUpdate { get; set; }
    public string Type { get; set; }
}

public class V1RollingUpdateDeployment
{
    public IntOrString? MaxSurge { get; set; }
    public IntOrString? MaxUnavailable { get; set; }
}

public class V1DeploymentStatus
{
    public int? AvailableReplicas { get; set; }
    public IList<V1DeploymentCondition> Conditions { get; set; }
    public long? ObservedGeneration { get; set; }
    public int? ReadyReplicas { get; set; }
    public int? Replicas { get; set; }
    public int? UnavailableReplicas { get; set; }
    public int? UpdatedReplicas { get; set; }
}

public class V1DeploymentCondition
{
    public DateTime? LastTransitionTime { get; set; }
    public DateTime? LastUpdateTime { get; set; }
    public string Message { get; set; }
    public string Reason { get; set; }
    public string Status { get; set; }
    public string Type { get; set; }
}

public class V1ReplicaSet : IKubernetesObject<V1ObjectMeta>, ISpec<V1ReplicaSetSpec>, IStatus<V1ReplicaSetStatus>
{
    public const string KubeApiVersion = "v1";
    public const string KubeKind = "ReplicaSet";
    public const string KubeGroup = "apps";
    public const string KubePluralName = "replicasets";

    public string ApiVersion { get; set; }
    public string Kind { get; set; }
    public V1ObjectMeta Metadata { get; set; }
    public V1ReplicaSetSpec Spec { get; set; }
    public V1ReplicaSetStatus Status { get; set; }
}

public class V1ReplicaSetList : IKubernetesObject<V1ListMeta>, IItems<V1ReplicaSet>
{
    public string ApiVersion { get; set; }
    public IList<V1ReplicaSet> Items { get; set; }
    public string Kind { get; set; }
    public V1ListMeta Metadata { get; set; }
}

public class V1ReplicaSetSpec
{
    public int? Replicas { get; set; }
    public V1LabelSelector Selector { get; set; }
    public V1PodTemplateSpec Template { get; set; }
}

public class V1ReplicaSetStatus
{
    public int? AvailableReplicas { get; set; }
    public IList<V1ReplicaSetCondition> Conditions { get; set; }
    public long? ObservedGeneration { get; set; }
    public int? ReadyReplicas { get; set; }
    public int Replicas { get; set; }
}

public class V1ReplicaSetCondition
{
    public DateTime? LastTransitionTime { get; set; }
    public string Message { get; set; }
    public string Reason { get; set; }
    public string Status { get; set; }
    public string Type { get; set; }
}

public class V1PodTemplateSpec
{
    public V1ObjectMeta Metadata { get; set; }
    public V1PodSpec Spec { get; set; }
}
