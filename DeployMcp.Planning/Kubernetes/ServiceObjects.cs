using System.Text;
using DeployMcp.Domain.Identity;
using DeployMcp.Planning.Runtime;
using k8s.Models;

namespace DeployMcp.Planning.Kubernetes;

/// <summary>A revision of a service as the objects that run it. The same revision gives the same objects, to the letter.</summary>
public sealed class ServiceObjects(ClusterSettings settings)
{
    private const string PortName = "http";
    private const int ServicePort = 80;

    /// <summary>The user's variables: here, and nowhere in the pod's own description.</summary>
    public V1Secret Secret(RevisionSpec spec, RevisionOwner owner) => new()
    {
        ApiVersion = "v1",
        Kind = V1Secret.KubeKind,
        Metadata = Meta(OwnerLabels.SecretOf(spec.DeploymentId), owner, OwnerLabels.OfRevision(owner, spec.ServiceId, spec.DeploymentId)),
        Type = "Opaque",
        Data = new SortedDictionary<string, byte[]>(spec.Environment.ToDictionary(v => v.Key, v => Encoding.UTF8.GetBytes(v.Value), StringComparer.Ordinal), StringComparer.Ordinal),
    };

    /// <param name="first">The revision that it was made for: by it, it is found when it is all that is left of the service.</param>
    public V1Service Service(ServiceId id, RevisionOwner owner, DeploymentId first) => new()
    {
        ApiVersion = "v1",
        Kind = V1Service.KubeKind,
        Metadata = Meta(OwnerLabels.NameOf(id), owner, OwnerLabels.OfRevision(owner, id, first)),
        Spec = new V1ServiceSpec
        {
            Type = "ClusterIP",
            Selector = Selector(id),
            Ports = [new V1ServicePort { Name = PortName, Port = ServicePort, Protocol = "TCP", TargetPort = PortName }],
        },
    };

    /// <param name="serving">Named on the object: the revision that the host name was given to.</param>
    public V1Ingress Ingress(ServiceId id, RevisionOwner owner, string hostname, DeploymentId serving)
    {
        var meta = Meta(OwnerLabels.NameOf(id), owner, OwnerLabels.OfRevision(owner, id, serving));
        meta.Annotations = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["traefik.ingress.kubernetes.io/router.entrypoints"] = "websecure" };
        var host = $"{hostname}.{settings.Domain}";
        var backend = new V1IngressBackend
        {
            Service = new V1IngressServiceBackend { Name = OwnerLabels.NameOf(id), Port = new V1ServiceBackendPort { Number = ServicePort } },
        };
        return new V1Ingress
        {
            ApiVersion = "networking.k8s.io/v1",
            Kind = V1Ingress.KubeKind,
            Metadata = meta,
            Spec = new V1IngressSpec
            {
                IngressClassName = settings.IngressClass,
                Rules = [new V1IngressRule { Host = host, Http = new V1HTTPIngressRuleValue { Paths = [new V1HTTPIngressPath { Path = "/", PathType = "Prefix", Backend = backend }] } }],

                // Without a secret's name: the certificate is the wildcard of the controller's own store.
                Tls = [new V1IngressTLS { Hosts = [host] }],
            },
        };
    }

    /// <exception cref="ArgumentException">The revision is no image: a cluster runs nothing else.</exception>
    public V1Deployment Deployment(RevisionSpec spec, RevisionOwner owner)
    {
        var labels = OwnerLabels.OfRevision(owner, spec.ServiceId, spec.DeploymentId);
        return Deployment(spec.ServiceId, owner, labels, new V1PodTemplateSpec
        {
            Metadata = new V1ObjectMeta { Labels = labels },
            Spec = new PodTemplate(settings).Of(spec),
        });
    }

    /// <summary>Around a pod template that ran before.</summary>
    public V1Deployment Deployment(ServiceId id, RevisionOwner owner, IDictionary<string, string> labels, V1PodTemplateSpec template) => new()
    {
        ApiVersion = "apps/v1",
        Kind = V1Deployment.KubeKind,
        Metadata = Meta(OwnerLabels.NameOf(id), owner, labels),
        Spec = new V1DeploymentSpec
        {
            Replicas = 1,
            RevisionHistoryLimit = 1,
            ProgressDeadlineSeconds = Math.Max(60, settings.StartSeconds) + 240,
            Selector = new V1LabelSelector { MatchLabels = Selector(id) },
            Strategy = new V1DeploymentStrategy
            {
                Type = "RollingUpdate",
                RollingUpdate = new V1RollingUpdateDeployment { MaxSurge = 1, MaxUnavailable = 0 },
            },
            Template = template,
        },
    };

    private V1ObjectMeta Meta(string name, RevisionOwner owner, IDictionary<string, string> labels) => new()
    {
        Name = name,
        NamespaceProperty = OwnerLabels.NamespaceOf(settings, owner.Tenant),
        Labels = labels,
    };

    private static Dictionary<string, string> Selector(ServiceId id) => new(StringComparer.Ordinal) { [OwnerLabels.Service] = id.ToString() };
}
