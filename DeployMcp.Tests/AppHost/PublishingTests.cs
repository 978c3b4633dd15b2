using System.Diagnostics;
using DeployMcp.AppHost.Publishing;
using DeployMcp.Tests.Clients;

namespace DeployMcp.Tests.AppHost;

/// <summary>What is committed is what the AppHost writes: the manifest, and everything that is generated from it.</summary>
public sealed class PublishingTests : IDisposable
{
    private const string Mend = "dotnet run --project DeployMcp.AppHost -- --publisher manifest --output-path aspire-manifest.json && dotnet run --project DeployMcp.AppHost -- generate";

    private readonly string _directory = Directory.CreateTempSubdirectory("deploymcp-publishing-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Publish_ByTheCommandLine_WritesTheCommittedManifestAndNothingElse()
    {
        var path = Path.Combine(_directory, "out", "aspire-manifest.json");
        var data = Path.Combine(_directory, "data");

        var (code, output) = await RunAsync(data, "--publisher", "manifest", "--output-path", path);

        Assert.True(code == 0, output);
        Assert.Contains("Published manifest to", output, StringComparison.Ordinal);
        // Paths to the projects are relative to the manifest's place.
        var written = (await File.ReadAllTextAsync(path)).Replace(Path.GetRelativePath(Path.GetDirectoryName(path)!, Repository.Root) + "/", "", StringComparison.Ordinal);
        Assert.True(written == await File.ReadAllTextAsync(Committed("aspire-manifest.json")), $"aspire-manifest.json is not up to date: {Mend}");
        Assert.False(Directory.Exists(data), "publishing opens no data directory");
    }

    [Fact]
    public async Task Generate_ByTheCommandLine_WritesTheCommittedFiles()
    {
        var (code, output) = await RunAsync(_directory, "generate", "--output", _directory);

        Assert.True(code == 0, output);
        var files = Directory.GetFiles(_directory, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(_directory, f)).ToArray();
        Assert.Contains("infra/eu-central-1/k8s/workloads/deployer-worker.yml", files);
        foreach (var file in files)
        {
            Assert.True(
                File.Exists(Committed(file)) && await File.ReadAllTextAsync(Committed(file)) == await File.ReadAllTextAsync(Path.Combine(_directory, file)),
                $"{file} is not up to date: {Mend}");
        }
    }

    [Fact]
    public async Task Generate_ManifestMissing_SaysHowToWriteIt()
    {
        var (code, output) = await RunAsync(_directory, "generate", "--manifest", Path.Combine(_directory, "none.json"));

        Assert.Equal(1, code);
        Assert.Contains("--publisher manifest", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Manifest_NamesNoMachinePathAndNoSecretDefault()
    {
        var text = File.ReadAllText(Committed("aspire-manifest.json"));

        Assert.DoesNotContain(Repository.Root, text, StringComparison.Ordinal);
        Assert.DoesNotContain("localhost", text, StringComparison.Ordinal);
        Assert.All(AspireManifest.Parse(text).Resources.Values.Where(r => r.Type == "project.v0"), r => Assert.False(Path.IsPathRooted(r.Path)));
    }

    private static string Committed(string file) => Path.Combine(Repository.Root, file);

    private static async Task<(int Code, string Output)> RunAsync(string data, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(AspireManifest).Assembly.Location, .. arguments])
        {
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DEPLOYMCP_DATA"] = data },
        };
        var run = await ProcessRun.StartAsync(start, TimeSpan.FromMinutes(2), CancellationToken.None);
        return (run.ExitCode, run.Output);
    }
}
