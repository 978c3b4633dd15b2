using System.Text.RegularExpressions;
using DeployMcp.Domain.Identity;
using DeployMcp.Planning.Kubernetes;
using DeployMcp.Planning.Runtime;
using k8s.Models;

namespace DeployMcp.Tests.Infra;

/// <summary>What the runtime makes in the cluster names what infra/ has there, and is let in by its admission policies.</summary>
public sealed partial class ClusterNamesTests
{
    private static readonly ClusterSettings Settings = new() { Domain = "ml.ink" };
    private static readonly UserId Tenant = UserId.New();

    [Theory]
    [InlineData("RuntimeClass", nameof(ClusterSettings.RuntimeClass))]
    [InlineData("PriorityClass", nameof(ClusterSettings.PriorityClass))]
    [InlineData("IngressClass", nameof(ClusterSettings.IngressClass))]
    [InlineData("Namespace", nameof(ClusterSettings.IngressNamespace))]
    public void Names_ThatTheRuntimeTakesByDefault_AreMadeByInfra(string kind, string setting)
    {
        var name = (string)typeof(ClusterSettings).GetProperty(setting)!.GetValue(Settings)!;

        Assert.Single(InfraYaml.Objects(InfraYaml.Cluster), o => InfraYaml.Scalar(o, "kind") == kind && InfraYaml.Scalar(o, "metadata", "name") == name);
    }

    [Fact]
    public void Guardrails_OfTheTimer_KeepTheObjectsThatTheRuntimeMakes()
    {
        var script = InfraYaml.Text("infra/ansible/roles/tenant_guardrails/files/tenant-guardrails");
        var defaults = InfraYaml.Text("infra/ansible/roles/tenant_guardrails/defaults/main.yml");
        var quota = TenantObjects.ResourceQuota(Settings, Tenant);

        Assert.Equal(quota.Metadata.Name, Constant(script, "QUOTA"));
        Assert.Equal(TenantObjects.IngressController(Settings, Tenant, ["10.42.1.0/32"]).Metadata.Name, Constant(script, "POLICY"));
        Assert.Equal(Settings.IngressSources, $"{Constant(script, "PLATFORM")}/{Constant(script, "SOURCES")}");
        Assert.Contains($"tenant_guardrails_selector: {OwnerLabels.Tenant}\n", defaults, StringComparison.Ordinal);
        Assert.Equal(
            quota.Spec.Hard.Select(h => $"{h.Key}={h.Value}").Order(StringComparer.Ordinal),
            Limit().Matches(defaults).Select(m => $"{m.Groups["key"].Value}={m.Groups["value"].Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Namespaces_OfTenants_AreLetInByTheWorkersPolicy()
    {
        var policy = InfraYaml.Text($"{InfraYaml.Cluster}/identities/tenant-admission.yaml");
        var labels = TenantObjects.Namespace(Settings, Tenant).Metadata.Labels;

        Assert.Contains($"'{OwnerLabels.Tenant}' in variables.labels", policy, StringComparison.Ordinal);
        Assert.Contains($"key: {OwnerLabels.Tenant}, operator: Exists", policy, StringComparison.Ordinal);
        Assert.True(labels.ContainsKey(OwnerLabels.Tenant));
        Assert.True(labels["pod-security.kubernetes.io/enforce"] is "baseline" or "restricted");
    }

    [Fact]
    public void Pods_OfTenants_HaveWhatTheAdmissionPolicyAsksFor()
    {
        var pod = new PodTemplate(Settings).Of(Spec());

        Assert.Equal(("gvisor", false, "run"), (pod.RuntimeClassName, pod.AutomountServiceAccountToken, pod.NodeSelector["pool"]));
        Assert.Null(pod.Tolerations);
        Assert.All(pod.Containers, AssertLockedDown);
        // One expression for each of the above: a new one is to be held here, too.
        Assert.Equal(6, InfraYaml.List(InfraYaml.Object($"{InfraYaml.Cluster}/identities/tenant-admission.yaml", "ValidatingAdmissionPolicy", "deploy-mcp-tenant-pods"), "spec", "validations").Count());
    }

    [Fact]
    public void Labels_ThatTheLogCollectorTakes_AreThoseOfThePods()
    {
        var collector = InfraYaml.Text($"{InfraYaml.Cluster}/observability/alloy/logs.alloy");

        Assert.All([OwnerLabels.Service, OwnerLabels.Deployment], label => Assert.Contains($"\"__meta_kubernetes_pod_label_{NotOfALabel().Replace(label, "_")}\"", collector, StringComparison.Ordinal));
    }

    [Fact]
    public void Certificate_OfTheIngress_IsTheWildcardOfTheDefaultStore()
    {
        var ingress = new ServiceObjects(Settings).Ingress(ServiceId.New(), new RevisionOwner(Tenant, "default", "shop", "shop"), "shop", DeploymentId.New());
        var certificate = InfraYaml.Object($"{InfraYaml.Cluster}/ingress/certificate.yaml", "Certificate", "wildcard");

        Assert.Null(Assert.Single(ingress.Spec.Tls).SecretName);
        Assert.Contains("*." + Settings.Domain, InfraYaml.Texts(certificate, "spec", "dnsNames"));
        var store = InfraYaml.Objects($"{InfraYaml.Cluster}/ingress").Single(o => InfraYaml.Scalar(o, "kind") == "TLSStore");
        Assert.Equal(InfraYaml.Scalar(certificate, "spec", "secretName"), InfraYaml.Scalar(store, "spec", "defaultCertificate", "secretName"));
    }

    private static void AssertLockedDown(V1Container container)
    {
        Assert.False(container.SecurityContext.AllowPrivilegeEscalation);
        Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
        Assert.Null(container.SecurityContext.Capabilities.Add);
        Assert.True(container.Resources.Limits.ContainsKey("memory") && container.Resources.Limits.ContainsKey("cpu"));
    }

    private static RevisionSpec Spec() => new(ServiceId.New(), DeploymentId.New(), "artifact", null, null, new Dictionary<string, string>(StringComparer.Ordinal), 3000, 256, 500, 1)
    {
        Image = new RevisionImage("sha256:00", null, null) { Reference = "10.0.1.4:5000/t/shop@sha256:00" },
    };

    private static string Constant(string script, string name) => Regex.Match(script, $"^{name} = \"([^\"]+)\"$", RegexOptions.Multiline, TimeSpan.FromSeconds(1)).Groups[1].Value;

    [GeneratedRegex("""^  (?<key>[a-z.]+): "?(?<value>[0-9A-Za-z]+)"?$""", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Limit();

    [GeneratedRegex("[^A-Za-z0-9]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NotOfALabel();
}
