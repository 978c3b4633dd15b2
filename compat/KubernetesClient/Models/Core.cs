namespace k8s.Models;

public class V1Namespace : IKubernetesObject<V1ObjectMeta>, ISpec<V1NamespaceSpec>, IStatus<V1NamespaceStatus>
{
    public const string KubeApiVersion = "v1";
    public const string KubeKind = "Namespace";
    public const string KubeGroup = "";
    public const string KubePluralName = "namespaces";

    public string ApiVersion { get; set; }
    public string Kind { get; set; }
    public V1ObjectMeta Metadata { get; set; }
    public V1NamespaceSpec Spec { get; set; }
    public V1NamespaceStatus Status { get; set; }
}

public class V1NamespaceList : IKubernetesObject<V1ListMeta>, IItems<V1Namespace>
{
    public string ApiVersion { get; set; }
    public IList<V1Namespace> Items { get; set; }
    public string Kind { get; set; }
    public V1ListMeta Metadata { get; set; }
}

public class V1NamespaceSpec
{
    public IList<string> Finalizers { get; set; }
}

public class V1NamespaceStatus
{
    public string Phase { get; set; }
}

public class V1ConfigMap : IKubernetesObject<V1ObjectMeta>
{
    public const string KubeApiVersion = "v1";
    public const string KubeKind = "ConfigMap";
    public const string KubeGroup = "";
    public const string KubePluralName = "configmaps";

    public string ApiVersion { get; set; }
    public string Kind { get; set; }
    public V1ObjectMeta Metadata { get; set; }
    public IDictionary<string, string> Data { get; set; }
}

public class V1Secret : IKubernetesObject<V1ObjectMeta>
{
    public const string KubeApiVersion = "v1";
    public const string KubeKind = "Secret";
    public const string KubeGroup = "";
    public const string KubePluralName = "secrets";

    public string ApiVersion { get; set; }
    public string Kind { get; set; }
    public V1ObjectMeta Metadata { get; set; }
    public IDictionary<string, byte[]> Data { get; set; }
    public bool? Immutable { get; set; }
    public IDictionary<string, string> StringData { get; set; }
    public string Type { get; set; }
}

public class V1SecretList : IKubernetesObject<V1ListMeta>, IItems<V1Secret>
{
    public string ApiVersion { get; set; }
    public IList<V1Secret> Items { get; set; }
    public string Kind { get; set; }
    public V1ListMeta Metadata { get; set; }
}

public class V1ResourceQuota : IKubernetesObject<V1ObjectMeta>, ISpec<V1ResourceQuotaSpec>
{
    public const string KubeApiVersion = "v1";
    public const string KubeKind = "ResourceQuota";
    public const string KubeGroup = "";
    public const string KubePluralName = "resourcequotas";

    public string ApiVersion { get; set; }
    public string Kind { get; set; }
    public V1ObjectMeta Metadata { get; set; }
    public V1ResourceQuotaSpec Spec { get; set; }
}

public class V1ResourceQuotaList : IKubernetesObject<V1ListMeta>, IItems<V1ResourceQuota>
{
    public string ApiVersion { get; set; }
    public IList<V1ResourceQuota> Items { get; set; }
    public string Kind { get; set; }
    public V1ListMeta Metadata { get; set; }
}

public class V1ResourceQuotaSpec
{
    public IDictionary<string, ResourceQuantity> Hard { get; set; }
}

public class V1LimitRange : IKubernetesObject<V1ObjectMeta>, ISpec<V1LimitRangeSpec>
{
    public const string KubeApiVersion = "v1";
    public const string KubeKind = "LimitRange";
    public const string KubeGroup = "";
    public const string KubePluralName = "limitranges";

    public string ApiVersion { get; set; }
    public string Kind { get; set; }
    public V1ObjectMeta Metadata { get; set; }
    public V1LimitRangeSpec Spec { get; set; }
}

public class V1LimitRangeList : IKubernetesObject<V1ListMeta>, IItems<V1LimitRange>
{
    public string ApiVersion { get; set; }
    public IList<V1LimitRange> Items { get; set; }
    public string Kind { get; set; }
    public V1ListMeta Metadata { get; set; }
}

public class V1LimitRangeSpec
{
    public IList<V1LimitRangeItem> Limits { get; set; }
}

public class V1LimitRangeItem
{
    [JsonPropertyName("default")]
    public IDictionary<string, ResourceQuantity> DefaultProperty { get; set; }
    public IDictionary<string, ResourceQuantity> DefaultRequest { get; set; }
    public IDictionary<string, ResourceQuantity> Max { get; set; }
    public IDictionary<string, ResourceQuantity> Min { get; set; }
    public string Type { get; set; }
}

public class V1Service : IKubernetesObject<V1ObjectMeta>, ISpec<V1ServiceSpec>
{
    public const string KubeApiVersion = "v1";
    public const string KubeKind = "Service";
    public const string KubeGroup = "";
    public const string KubePluralName = "services";

    public string ApiVersion { get; set; }
    public string Kind { get; set; }
    public V1ObjectMeta Metadata { get; set; }
    public V1ServiceSpec Spec { get; set; }
}

public class V1ServiceList : IKubernetesObject<V1ListMeta>, IItems<V1Service>
{
    public string ApiVersion { get; set; }
    public IList<V1Service> Items { get; set; }
    public string Kind { get; set; }
    public V1ListMeta Metadata { get; set; }
}

public class V1ServiceSpec
{
    public string ClusterIP { get; set; }
    public IList<V1ServicePort> Ports { get; set; }
    public IDictionary<string, string> Selector { get; set; }
    public string Type { get; set; }
}

public class V1ServicePort
{
    public string AppProtocol { get; set; }
    public string Name { get; set; }
    public int Port { get; set; }
    public string Protocol { get; set; }
    public IntOrString TargetPort { get; set; }
}

public class Corev1Event : IKubernetesObject<V1ObjectMeta>
{
    public const string KubeApiVersion = "v1";
    public const string KubeKind = "Event";
    public const string KubeGroup = "";
    public const string KubePluralName = "events";

    public string ApiVersion { get; set; }
    public string Kind { get; set; }
    public V1ObjectMeta Metadata { get; set; }
    public int? Count { get; set; }
    public V1ObjectReference InvolvedObject { get; set; }
    public DateTime? LastTimestamp { get; set; }
    public string Message { get; set; }
    public string Reason { get; set; }
    public string Type { get; set; }
}

public class Corev1EventList : IKubernetesObject<V1ListMeta>, IItems<Corev1Event>
{
    public string ApiVersion { get; set; }
    public IList<Corev1Event> Items { get; set; }
    public string Kind { get; set; }
    public V1ListMeta Metadata { get; set; }
}

public class V1ObjectReference
{
    public string ApiVersion { get; set; }
    public string Kind { get; set; }
    public string Name { get; set; }
    [JsonPropertyName("namespace")]
    public string NamespaceProperty { get; set; }
    public string Uid { get; set; }
}
