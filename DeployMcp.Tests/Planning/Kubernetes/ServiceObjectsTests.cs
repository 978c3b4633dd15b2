using System.Text.Json;
using System.Text.Json.Nodes;
using DeployMcp.Domain.Identity;
using DeployMcp.Planning.Kubernetes;
using DeployMcp.Planning.Runtime;
using DeployMcp.Tests.Snapshots;
using k8s;

namespace DeployMcp.Tests.Planning.Kubernetes;

/// <summary>What a tenant and a service become in a cluster, as a diff to review.</summary>
public class ServiceObjectsTests
{
    private static readonly ClusterSettings Settings = new() { Domain = "example.app" };
    private static readonly RevisionOwner Owner = new(new UserId(Id(1)), "default", "shop", "shop-7f");

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static RevisionSpec Spec => new(
        new ServiceId(Id(2)), new DeploymentId(Id(3)), "artifact", null, null, new Dictionary<string, string>(StringComparer.Ordinal) { ["DB"] = "postgres://secret" }, 3000, 256, 500, 7)
    {
        Owner = Owner,
        Image = new RevisionImage("sha256:00", ["node", "server.js"], null) { Reference = "registry.internal:5000/t/shop@sha256:00" },
    };

    [Fact]
    public void Tenant_AsObjects_MatchesTheSnapshot() => Match(
        "tenant",
        TenantObjects.Namespace(Settings, Owner.Tenant),
        TenantObjects.ResourceQuota(Settings, Owner.Tenant),
        TenantObjects.LimitRange(Settings, Owner.Tenant),
        TenantObjects.Isolation(Settings, Owner.Tenant),
        TenantObjects.IngressController(Settings, Owner.Tenant, ["10.42.3.0/32", "10.42.4.0/32"]));

    [Fact]
    public void Service_AsObjects_MatchesTheSnapshot()
    {
        var objects = new ServiceObjects(Settings);
        Match(
            "service",
            objects.Secret(Spec, Owner),
            objects.Deployment(Spec, Owner),
            objects.Service(Spec.ServiceId, Owner, Spec.DeploymentId),
            objects.Ingress(Spec.ServiceId, Owner, Owner.Hostname, Spec.DeploymentId));
    }

    [Fact]
    public void ReadOnlyImage_WithAnExposedPort_GetsTemporarySpaceAndThatPort()
    {
        var spec = Spec with { Image = Spec.Image! with { ReadOnlyRoot = true, ExposedPort = 8080, Command = null } };
        Match("read-only", new ServiceObjects(Settings with { RuntimeClass = "", Pool = "", PriorityClass = "" }).Deployment(spec, Owner));
    }

    [Fact]
    public void Variables_InTheDeployment_AreNowhere()
        => Assert.DoesNotContain("postgres://secret", KubernetesJson.Serialize(new ServiceObjects(Settings).Deployment(Spec, Owner)), StringComparison.Ordinal);

    private static Guid Id(byte last) => new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, last);

    private static void Match(string name, params object[] objects)
    {
        var all = new JsonArray([.. objects.Select(o => JsonNode.Parse(KubernetesJson.Serialize(o)))]);
        Snapshot.Match($"Planning/Kubernetes/{name}.json", all.ToJsonString(Indented));
    }
}
