using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using DeployMcp.AppHost.Publishing;
using DeployMcp.Tests.Fixtures;

namespace DeployMcp.Tests.Infra;

/// <summary>Each binary under nothing but the variables that the manifest gives it, with a database and secrets of the tests'.</summary>
public sealed class PublishedSettingsTests : IAsyncLifetime
{
    private static readonly AspireManifest Manifest = AspireManifest.Load(Path.Combine(Repository.Root, "aspire-manifest.json"));

    private readonly string _directory = Directory.CreateTempSubdirectory("deploymcp-published-").FullName;
    private readonly Dictionary<string, string> _supplied = new(StringComparer.Ordinal)
    {
        ["Secrets__CurrentKeyId"] = "k1",
        ["Secrets__Keys__k1"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
        ["GitHub__AppId"] = "1",
    };

    public async Task InitializeAsync()
    {
        _supplied["ConnectionStrings__deploymcp"] = _supplied["ConnectionStrings__temporal"] = await TestPostgres.CreateDatabaseAsync("published");
        using var migrate = Start("migrate", port: 0);
        Assert.Equal(0, await migrate.ExitAsync());
    }

    public Task DisposeAsync()
    {
        Directory.Delete(_directory, recursive: true);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Binaries_UnderTheirPublishedSettings_BecomeHealthy()
        => await Task.WhenAll(
            AssertHealthyAsync("server", "/health"),
            AssertHealthyAsync("server", "/health", "--role", "mcp"),
            AssertHealthyAsync("server", "/health", "--role", "api"),
            AssertHealthyAsync("worker", "/health"),
            AssertHealthyAsync("deployer-server", "/healthz"),
            AssertHealthyAsync("git-server", "/health"));

    private async Task AssertHealthyAsync(string name, string path, params string[] arguments)
    {
        var port = FreePorts.Next();
        using var process = Start(name, port, arguments);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(5) };
        await process.UntilHealthyAsync(http, path, seconds: 120);
    }

    private BinaryProcess Start(string name, int port, params string[] arguments)
    {
        var binary = Binary.From(Manifest, name, new ImageSource("registry", "1"));
        var start = new ProcessStartInfo { WorkingDirectory = _directory };
        foreach (var variable in start.Environment.Keys.Where(k => k.Contains("__", StringComparison.Ordinal) || k.StartsWith("ASPNETCORE_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(variable);
        }

        foreach (var (variable, text) in binary.Variables)
        {
            start.Environment[variable] = text ?? _supplied.GetValueOrDefault(variable, "given");
        }

        start.Environment["HTTP_PORTS"] = port.ToString(CultureInfo.InvariantCulture);
        start.Environment["Git__DataDirectory"] = Path.Combine(_directory, "git");
        return new BinaryProcess(binary.Assembly, start, [.. binary.Args, .. arguments]);
    }
}
