using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
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
        await migrate.WaitForExitAsync();
        Assert.Equal(0, migrate.ExitCode);
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
        var port = FreePort();
        using var process = Start(name, port, arguments);
        var said = new StringBuilder();
        process.OutputDataReceived += (_, line) => Append(said, line.Data);
        process.ErrorDataReceived += (_, line) => Append(said, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            await Eventually.TrueAsync(
                async () => process.HasExited ? throw new InvalidOperationException($"{name} ended: {said}") : await IsHealthyAsync(http, path), TimeSpan.FromMinutes(2), () => $"{name} is not healthy: {said}");
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }
    }

    private static async Task<bool> IsHealthyAsync(HttpClient http, string path)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri(path, UriKind.Relative));
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private Process Start(string name, int port, params string[] arguments)
    {
        var binary = Binary.From(Manifest, name, new ImageSource("registry", "1"));
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, binary.Assembly + ".dll"), .. binary.Args, .. arguments])
        {
            WorkingDirectory = _directory,
            RedirectStandardOutput = port != 0,
            RedirectStandardError = port != 0,
        };
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
        return Process.Start(start)!;
    }

    private static void Append(StringBuilder said, string? line)
    {
        lock (said)
        {
            said.AppendLine(line);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
