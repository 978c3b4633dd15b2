using DeployMcp.Domain.Identity;

namespace DeployMcp.Planning.Kubernetes;

/// <summary>The labels by which everything of ours is found again, and the names that follow from ids.</summary>
public static class OwnerLabels
{
    public const string FieldManager = "deploy-mcp";
    public const string ManagedByKey = "app.kubernetes.io/managed-by";
    public const string ManagedBy = "deploy-mcp";
    public const string Tenant = "deploy-mcp/tenant";
    public const string Service = "deploy-mcp/service";
    public const string Deployment = "deploy-mcp/deployment";
    public const string Project = "deploy-mcp/project";
    public const string Name = "app.kubernetes.io/name";

    /// <summary>All that is ours, in a selector's notation.</summary>
    public const string OursSelector = $"{ManagedByKey}={ManagedBy}";

    public static string SelectorOf(ServiceId service) => $"{Service}={service}";

    /// <summary>Namespaces that are tenants'.</summary>
    public const string TenantsSelector = $"{OursSelector},{Tenant}";

    public static string SelectorOf(ServiceId service, DeploymentId deployment) => $"{Service}={service},{Deployment}={deployment}";

    /// <summary>Deployment, Service and Ingress of a service. Begins with a letter, as RFC 1035 wants it of a Service's name.</summary>
    public static string NameOf(ServiceId service) => $"s-{service}";

    /// <summary>One per revision: the revision before it goes on with its own variables.</summary>
    public static string SecretOf(DeploymentId deployment) => $"v-{deployment}";

    public static string NamespaceOf(ClusterSettings settings, UserId tenant) => settings.NamespacePrefix + tenant;

    public static Dictionary<string, string> OfTenant(UserId tenant) => new(StringComparer.Ordinal)
    {
        [ManagedByKey] = ManagedBy,
        [Tenant] = tenant.ToString(),
    };

    public static Dictionary<string, string> OfService(RevisionOwner owner, ServiceId service)
    {
        var labels = OfTenant(owner.Tenant);
        labels[Name] = owner.Name;
        labels[Project] = owner.Project;
        labels[Service] = service.ToString();
        return labels;
    }

    public static Dictionary<string, string> OfRevision(RevisionOwner owner, ServiceId service, DeploymentId deployment)
    {
        var labels = OfService(owner, service);
        labels[Deployment] = deployment.ToString();
        return labels;
    }

    public static ServiceId? ServiceIdOf(IDictionary<string, string>? labels) => IdOf(labels, Service) is { } id ? new ServiceId(id) : null;

    public static DeploymentId? DeploymentIdOf(IDictionary<string, string>? labels) => IdOf(labels, Deployment) is { } id ? new DeploymentId(id) : null;

    public static UserId? TenantOf(IDictionary<string, string>? labels) => IdOf(labels, Tenant) is { } id ? new UserId(id) : null;

    private static Guid? IdOf(IDictionary<string, string>? labels, string key)
        => labels is not null && labels.TryGetValue(key, out var text) && Guid.TryParseExact(text, "N", out var id) ? id : null;
}
