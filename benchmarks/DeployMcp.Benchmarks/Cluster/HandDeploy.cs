using System.Diagnostics;
using DeployMcp.Benchmarks.Processes;

namespace DeployMcp.Benchmarks.Cluster;

/// <summary>The same by hand: clone, <c>docker-buildx build --push</c>, <c>kubectl apply</c>, <c>kubectl rollout status</c>.</summary>
internal sealed class HandDeploy(ProductionStandIn standIn)
{
    private const string Builder = "bench";

    public async Task BuildAsync(string context, string image)
    {
        using var home = new ScratchDirectory("buildx");
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["HOME"] = home.Path, ["DOCKER_CONFIG"] = home.Path };
        await Command.CaptureAsync(standIn.Addresses.Client, ["create", "--name", Builder, "--driver", "remote", standIn.Addresses.BuildKit], context, environment);
        await Command.CaptureAsync(
            standIn.Addresses.Client,
            ["build", "--builder", Builder, "--output", $"type=image,name={image},push=true,registry.insecure=true", "."], context, environment);
    }

    /// <summary>From the repository to a rollout that is complete.</summary>
    public async Task<TimeSpan> RunAsync(string repository, int round)
    {
        using var work = new ScratchDirectory("hand");
        var clock = Stopwatch.StartNew();
        await Command.CaptureAsync("git", ["clone", "--quiet", "--depth", "1", $"file://{repository}", work.Join("source")], work.Path);
        var image = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{standIn.Addresses.Registry}/hand/app:r{round}");
        await BuildAsync(work.Join("source"), image);
        await File.WriteAllTextAsync(work.Join("app.yaml"), Manifest(image));
        await KubectlAsync(work.Path, "apply", "--server-side", "--validate=false", "-f", "app.yaml");
        await KubectlAsync(work.Path, "rollout", "status", "deployment/app", "--namespace", "hand");
        return clock.Elapsed;
    }

    private Task<string> KubectlAsync(string directory, params string[] arguments)
        => Command.CaptureAsync("kubectl", ["--kubeconfig", standIn.Addresses.Kubeconfig, "--cache-dir", Path.Combine(directory, "cache"), .. arguments], directory);

    private static string Manifest(string image) => $$"""
        apiVersion: v1
        kind: Namespace
        metadata: { name: hand }
        ---
        apiVersion: v1
        kind: Secret
        metadata: { name: app, namespace: hand }
        stringData: { KEY: value }
        ---
        apiVersion: v1
        kind: Service
        metadata: { name: app, namespace: hand }
        spec: { selector: { app: app }, ports: [{ port: 80, targetPort: 3000 }] }
        ---
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata: { name: app, namespace: hand }
        spec: { rules: [{ host: hand.example.test, http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: app, port: { number: 80 } } } }] } }] }
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: app, namespace: hand, labels: { app: app } }
        spec:
          replicas: 1
          selector: { matchLabels: { app: app } }
          template:
            metadata: { labels: { app: app } }
            spec: { containers: [{ name: app, image: "{{image}}", envFrom: [{ secretRef: { name: app } }] }] }
        """;
}
