namespace k8s.Models;

public class V1Ingress : IKubernetesObject<V1ObjectMeta>, ISpec<V1IngressSpec>
{
    public const string KubeApiVersion = "v1";
    public const string KubeKind = "Ingress";
    public const string KubeGroup = "networking.k8s.io";
    public const string KubePluralName = "ingresses";

    public string ApiVersion { get; set; }
    public string Kind { get; set; }
    public V1ObjectMeta Metadata { get; set; }
    public V1IngressSpec Spec { get; set; }
}

public class V1IngressList : IKubernetesObject<V1ListMeta>, IItems<V1Ingress>
{
    public string ApiVersion { get; set; }
    public IList<V1Ingress> Items { get; set; }
    public string Kind { get; set; }
    public V1ListMeta Metadata { get; set; }
}

public class V1IngressSpec
{
    public string IngressClassName { get; set; }
    public IList<V1IngressRule> Rules { get; set; }
    public IList<V1IngressTLS> Tls { get; set; }
}

public class V1IngressRule
{
    public string Host { get; set; }
    public V1HTTPIngressRuleValue Http { get; set; }
}

public class V1HTTPIngressRuleValue
{
    public IList<V1HTTPIngressPath> Paths { get; set; }
}

public class V1HTTPIngressPath
{
    public V1IngressBackend Backend { get; set; }
    public string Path { get; set; }
    public string PathType { get; set; }
}

public class V1IngressBackend
{
    public V1IngressServiceBackend Service { get; set; }
}

public class V1IngressServiceBackend
{
    public string Name { get; set; }
    public V1ServiceBackendPort Port { get; set; }
}

public class V1ServiceBackendPort
{
    public string Name { get; set; }
    public int? Number { get; set; }
}

public class V1IngressTLS
{
    public IList<string> Hosts { get; set; }
    public string SecretName { get; set; }
}

public class V1NetworkPolicy : IKubernetesObject<V1ObjectMeta>, ISpec<V1NetworkPolicySpec>
{
    public const string KubeApiVersion = "v1";
    public const string KubeKind = "NetworkPolicy";
    public const string KubeGroup = "networking.k8s.io";
    public const string KubePluralName = "networkpolicies";

    public string ApiVersion { get; set; }
    public string Kind { get; set; }
    public V1ObjectMeta Metadata { get; set; }
    public V1NetworkPolicySpec Spec { get; set; }
}

public class V1NetworkPolicyList : IKubernetesObject<V1ListMeta>, IItems<V1NetworkPolicy>
{
    public string ApiVersion { get; set; }
    public IList<V1NetworkPolicy> Items { get; set; }
    public string Kind { get; set; }
    public V1ListMeta Metadata { get; set; }
}

public class V1NetworkPolicySpec
{
    public IList<V1NetworkPolicyEgressRule> Egress { get; set; }
    public IList<V1NetworkPolicyIngressRule> Ingress { get; set; }
    public V1LabelSelector PodSelector { get; set; }
    public IList<string> PolicyTypes { get; set; }
}

public class V1NetworkPolicyIngressRule
{
    [JsonPropertyName("from")]
    public IList<V1NetworkPolicyPeer> FromProperty { get; set; }
    public IList<V1NetworkPolicyPort> Ports { get; set; }
}

public class V1NetworkPolicyEgressRule
{
    public IList<V1NetworkPolicyPort> Ports { get; set; }
    public IList<V1NetworkPolicyPeer> To { get; set; }
}

public class V1NetworkPolicyPeer
{
    public V1IPBlock IpBlock { get; set; }
    public V1LabelSelector NamespaceSelector { get; set; }
    public V1LabelSelector PodSelector { get; set; }
}

public class V1IPBlock
{
    public string Cidr { get; set; }
    public IList<string> Except { get; set; }
}

public class V1NetworkPolicyPort
{
    public int? EndPort { get; set; }
    public IntOrString? Port { get; set; }
    public string Protocol { get; set; }
}
