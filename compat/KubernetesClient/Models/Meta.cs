namespace k8s.Models;

public class V1ObjectMeta
{
    public IDictionary<string, string> Annotations { get; set; }
    public DateTime? CreationTimestamp { get; set; }
    public DateTime? DeletionTimestamp { get; set; }
    public long? Generation { get; set; }
    public IDictionary<string, string> Labels { get; set; }
    public string Name { get; set; }

    [JsonPropertyName("namespace")]
    public string NamespaceProperty { get; set; }

    public IList<V1OwnerReference> OwnerReferences { get; set; }
    public string ResourceVersion { get; set; }
    public string Uid { get; set; }
}

public class V1OwnerReference
{
    public string ApiVersion { get; set; }
    public bool? BlockOwnerDeletion { get; set; }
    public bool? Controller { get; set; }
    public string Kind { get; set; }
    public string Name { get; set; }
    public string Uid { get; set; }
}

public class V1ListMeta
{
    [JsonPropertyName("continue")]
    public string ContinueProperty { get; set; }

    public long? RemainingItemCount { get; set; }
    public string ResourceVersion { get; set; }
}

public class V1LabelSelector
{
    public IList<V1LabelSelectorRequirement> MatchExpressions { get; set; }
    public IDictionary<string, string> MatchLabels { get; set; }
}

public class V1LabelSelectorRequirement
{
    public string Key { get; set; }

    [JsonPropertyName("operator")]
    public string OperatorProperty { get; set; }

    public IList<string> Values { get; set; }
}

/// <summary>What the API server answers instead of an object: <see cref="Reason"/> is for programs, <see cref="Message"/> for people.</summary>
public class V1Status : IKubernetesObject<V1ListMeta>
{
    public string ApiVersion { get; set; }
    public int? Code { get; set; }
    public V1StatusDetails Details { get; set; }
    public string Kind { get; set; }
    public string Message { get; set; }
    public V1ListMeta Metadata { get; set; }
    public string Reason { get; set; }
    public string Status { get; set; }
}

public class V1StatusDetails
{
    public IList<V1StatusCause> Causes { get; set; }
    public string Group { get; set; }
    public string Kind { get; set; }
    public string Name { get; set; }
    public int? RetryAfterSeconds { get; set; }
    public string Uid { get; set; }
}

public class V1StatusCause
{
    public string Field { get; set; }
    public string Message { get; set; }
    public string Reason { get; set; }
}
