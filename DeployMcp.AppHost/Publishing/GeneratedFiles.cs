using DeployMcp.AppHost.Publishing.Helm;
using DeployMcp.AppHost.Publishing.Kubernetes;
using DeployMcp.AppHost.Publishing.Railway;

namespace DeployMcp.AppHost.Publishing;

/// <summary>Everything that follows from the manifest, by path in the repository.</summary>
internal static class GeneratedFiles
{
    public const string Notice = "# Generated from aspire-manifest.json. Change DeployMcp.AppHost and run: dotnet run --project DeployMcp.AppHost -- generate\n";

    /// <exception cref="ManifestException">The manifest lacks something.</exception>
    public static IReadOnlyDictionary<string, string> From(AspireManifest manifest, ImageSource images)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var placement in Placement.All)
        {
            var binary = Binary.From(manifest, placement.Name, images);
            files[$"infra/eu-central-1/k8s/workloads/{placement.Name}.yml"] = Notice + Yaml.Documents(Workloads.Of(binary, placement));
        }

        var server = Binary.From(manifest, "server", images);
        var worker = Binary.From(manifest, "worker", images);
        var migrate = Binary.From(manifest, "migrate", images);
        foreach (var (path, content) in RailwayService.Files(server, migrate).Concat(RailwayService.Files(worker, beforeDeploy: null)))
        {
            files[path] = content;
        }

        files["infra/helm/deploy-mcp/values.yaml"] = Notice + Yaml.Documents([ChartValues.Of(images, server, worker)]);
        return files;
    }
}
