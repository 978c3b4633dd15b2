using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace DeployMcp.Tests.Fixtures.BuildKit;

/// <summary>Debian's registry v2 on a free port, with data of its own; with a password where one is asked for.</summary>
public sealed class TestRegistry : IDisposable
{
    public const string Program = "/usr/bin/docker-registry";

    public const string User = "builder";

    public const string Password = "correct horse";

    /// <summary>bcrypt of <see cref="Password"/>.</summary>
    private const string Hash = "$2b$04$fEIfHuNOVXZbGksRZQk1c.4MvTtrsevv8qu1zjxRNfOzEKuXSWUBa";

    /// <summary>Test hosts are killed at their end: $1 is the test process, whose end is the registry's.</summary>
    private const string Keeper =
        "owner=$1; shift; \"$@\" & registry=$!; while kill -0 $owner 2>/dev/null && kill -0 $registry 2>/dev/null; do sleep 0.3; done; kill $registry";

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("deploymcp-registry-");
    private readonly Process _process;

    private TestRegistry(int port, bool asksForPassword)
    {
        Address = $"127.0.0.1:{port}";
        var config = Path.Combine(_root.FullName, "config.yml");
        File.WriteAllText(Path.Combine(_root.FullName, "htpasswd"), $"{User}:{Hash}\n");
        File.WriteAllText(config, $$"""
            version: 0.1
            log: {level: error}
            storage:
              filesystem: {rootdirectory: {{_root.FullName}}/data}
              delete: {enabled: true}
            http: {addr: {{Address}}}
            {{(asksForPassword ? $"auth: {{htpasswd: {{realm: tests, path: {_root.FullName}/htpasswd}}}}" : "")}}
            """);
        _process = Process.Start(new ProcessStartInfo("sh", ["-c", Keeper, "sh", $"{Environment.ProcessId}", Program, "serve", config]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Address { get; }

    public string Data => Path.Combine(_root.FullName, "data");

    public static bool IsInstalled => File.Exists(Program);

    public static async Task<TestRegistry> StartAsync(bool asksForPassword = false)
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        var registry = new TestRegistry(port, asksForPassword);
        using var http = new HttpClient();
        await Eventually.TrueAsync(() => AnswersAsync(http, registry.Address), TimeSpan.FromSeconds(20), () => "The registry does not answer.");
        return registry;
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        _root.Delete(recursive: true);
    }

    private static async Task<bool> AnswersAsync(HttpClient http, string address)
    {
        try
        {
            using var response = await http.GetAsync(new Uri($"http://{address}/v2/"));
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
