using System.Diagnostics;
using System.Text.Json.Nodes;
using DeployMcp.Tests.Clients;

namespace DeployMcp.Tests.Planning.Kubernetes;

/// <summary>Kubernetes' published schemas, as infra/eu-central-1/validation holds the cluster's manifests against them: a field that isn't there is an error.</summary>
internal static class PublishedSchemas
{
    private static readonly string Validation = Path.Combine(Repository.Root, "infra", "eu-central-1", "validation");
    private static readonly Lazy<Task<string>> Installed = new(InstallAsync);

    /// <param name="files">Each a JSON list of objects.</param>
    public static async Task<ProcessRun> ValidateAsync(params string[] files)
    {
        var start = new ProcessStartInfo("node", ["objects.mjs", .. files]) { WorkingDirectory = await Installed.Value, RedirectStandardOutput = true, RedirectStandardError = true };
        return await ProcessRun.StartAsync(start, TimeSpan.FromMinutes(1), CancellationToken.None);
    }

    /// <summary>The scripts beside the packages that their package.json names.</summary>
    private static async Task<string> InstallAsync()
    {
        var packages = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Validation, "package.json")))!["dependencies"]!.AsObject();
        var directory = await NpmInstallation.OfPackages("manifest-validation", [.. packages.Select(p => $"{p.Key}@{p.Value}")]).InstallAsync();
        foreach (var script in Directory.GetFiles(Validation, "*.mjs"))
        {
            File.Copy(script, Path.Combine(directory, Path.GetFileName(script)), overwrite: true);
        }

        return directory;
    }
}
