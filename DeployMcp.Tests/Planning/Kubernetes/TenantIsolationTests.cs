using DeployMcp.Domain.Identity;
using DeployMcp.Planning.Kubernetes;
using DeployMcp.Planning.Runtime;
using DeployMcp.Tests.Infra;
using k8s.Models;

namespace DeployMcp.Tests.Planning.Kubernetes;

/// <summary>Design section 7, word by word, and what the production cluster's own policies ask of tenants' pods (infra/eu-central-1/k8s).</summary>
public sealed class TenantIsolationTests
{
    private const string Cluster = "infra/eu-central-1/k8s";
    private static readonly ClusterSettings Settings = new();
    private static readonly UserId Tenant = UserId.New();

    private static RevisionSpec Spec => new(
        ServiceId.New(), DeploymentId.New(), "artifact", null, null, new Dictionary<string, string>(StringComparer.Ordinal) { ["KEY"] = "value" }, 3000, 256, 500, 1)
    {
        Owner = new RevisionOwner(Tenant, "default", "shop", "shop"),
        Image = new RevisionImage("sha256:00", null, null) { Reference = "registry:5000/t/shop@sha256:00" },
    };

    [Fact]
    public void Pod_HasEveryRailOfTheDesign()
    {
        var pod = new PodTemplate(Settings).Of(Spec);
        var security = Assert.Single(pod.Containers).SecurityContext;

        Assert.Equal(["ALL"], security.Capabilities.Drop);
        Assert.Null(security.Capabilities.Add);
        Assert.Equal((false, false), (security.AllowPrivilegeEscalation, security.Privileged));
        Assert.False(pod.AutomountServiceAccountToken);
        Assert.Equal("RuntimeDefault", pod.SecurityContext.SeccompProfile.Type);
        Assert.Equal("gvisor", pod.RuntimeClassName);
        Assert.Null(pod.Tolerations);
        Assert.All(pod.Volumes ?? [], v => Assert.NotNull(v.EmptyDir));
    }

    [Fact]
    public void ReadOnlyRoot_WherePackAllows_IsSet()
        => Assert.True(new PodTemplate(Settings).Of(Spec with { Image = Spec.Image! with { ReadOnlyRoot = true } }).Containers[0].SecurityContext.ReadOnlyRootFilesystem);

    [Fact]
    public void Isolation_LetsInItsOwnNamespaceOnly()
    {
        var policy = TenantObjects.Isolation(Settings, Tenant).Spec;

        Assert.Equal(["Ingress", "Egress"], policy.PolicyTypes);
        Assert.Null(policy.PodSelector.MatchLabels);
        var peer = Assert.Single(Assert.Single(policy.Ingress).FromProperty);
        Assert.Equal((null, null), (peer.NamespaceSelector, peer.IpBlock));
        Assert.NotNull(peer.PodSelector);
    }

    [Fact]
    public void Isolation_LetsOutToDnsItsOwnNamespaceAndThePublicInternet()
    {
        var egress = TenantObjects.Isolation(Settings, Tenant).Spec.Egress;

        Assert.Equal(2, egress.Count);
        Assert.Equal("kube-dns", Assert.Single(egress[0].To).PodSelector.MatchLabels["k8s-app"]);
        Assert.Equal(["53/UDP", "53/TCP"], egress[0].Ports.Select(p => $"{p.Port}/{p.Protocol}"));
        var internet = egress[1].To.Select(t => t.IpBlock).OfType<V1IPBlock>().Single(b => b.Cidr == "0.0.0.0/0");
        Assert.Superset(new HashSet<string>(["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"]), internet.Except.ToHashSet());
        Assert.Contains("169.254.0.0/16", internet.Except);
    }

    [Fact]
    public void Quota_IsTheDesignsAndTheClustersOwn()
    {
        var quota = TenantObjects.ResourceQuota(Settings, Tenant);
        var hard = quota.Spec.Hard.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.Ordinal);
        Assert.Equal(("40", "40Gi", "200"), (hard["limits.cpu"], hard["limits.memory"], hard["pods"]));

        // The reconciler on the control node puts its own in the place of one that says otherwise.
        var role = InfraYaml.Text("infra/ansible/roles/tenant_guardrails/defaults/main.yml");
        Assert.All(hard, h => Assert.Matches($@"(?m)^  {h.Key.Replace(".", "\\.", StringComparison.Ordinal)}: ""?{h.Value}""?$", role));
        var script = InfraYaml.Text("infra/ansible/roles/tenant_guardrails/files/tenant-guardrails");
        Assert.Contains($"QUOTA = \"{quota.Metadata.Name}\"", script, StringComparison.Ordinal);
        Assert.Contains($"POLICY = \"{TenantObjects.IngressController(Settings, Tenant, []).Metadata.Name}\"", script, StringComparison.Ordinal);
        Assert.Equal("dp-system/ingress-sources", Settings.IngressSources);
        Assert.Contains("SOURCES = \"ingress-sources\"", script, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_OfTheClustersObjects_AreThoseThatItMakes()
    {
        var pod = new PodTemplate(Settings).Of(Spec);
        Assert.NotNull(InfraYaml.Object($"{Cluster}/policies/priority-classes.yaml", "PriorityClass", pod.PriorityClassName));
        var runtime = InfraYaml.Object($"{Cluster}/policies/runtime-class.yaml", "RuntimeClass", pod.RuntimeClassName);
        Assert.Equal(pod.NodeSelector["pool"], InfraYaml.Scalar(runtime, "scheduling", "nodeSelector", "pool"));
        Assert.NotNull(InfraYaml.Object($"{Cluster}/namespaces/namespaces.yaml", "Namespace", Settings.IngressNamespace));
        Assert.Contains($"ingressClass: {Settings.IngressClass}", InfraYaml.Text($"{Cluster}/ingress/traefik-static.yaml"), StringComparison.Ordinal);
        Assert.Contains("deploy_mcp_service", InfraYaml.Text($"{Cluster}/observability/alloy/logs.alloy"), StringComparison.Ordinal);
        Assert.Equal(("deploy-mcp/service", "deploy-mcp/tenant"), (OwnerLabels.Service, OwnerLabels.Tenant));
    }

    /// <summary>The same conditions as the CEL of the admission policies, which nothing here can run.</summary>
    [Fact]
    public void NamespaceAndPod_PassTheClustersAdmission()
    {
        var admission = InfraYaml.Text($"{Cluster}/identities/tenant-admission.yaml");
        Assert.Contains($"'{OwnerLabels.Tenant}' in variables.labels", admission, StringComparison.Ordinal);
        var labels = TenantObjects.Namespace(Settings, Tenant).Metadata.Labels;
        Assert.True(labels.ContainsKey(OwnerLabels.Tenant));
        Assert.Equal("baseline", labels["pod-security.kubernetes.io/enforce"]);

        var pod = new PodTemplate(Settings).Of(Spec);
        Assert.Contains("nodeSelector[?'pool'].orValue('') == 'run'", admission, StringComparison.Ordinal);
        Assert.Equal("run", pod.NodeSelector["pool"]);
        Assert.All(pod.Containers, c => Assert.Superset(new HashSet<string>(["cpu", "memory"]), c.Resources.Limits.Keys.ToHashSet()));
    }
}
