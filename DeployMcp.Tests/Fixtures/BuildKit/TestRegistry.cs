using System.Diagnostics;
using System.IO.Compression;
using System.Text;

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

    private TestRegistry(int port, bool asksForPassword, TestTokenServer? tokens)
    {
        Address = $"127.0.0.1:{port}";
        var config = Path.Combine(_root.FullName, "config.yml");
        File.WriteAllText(Path.Combine(_root.FullName, "htpasswd"), $"{User}:{Hash}\n");
        File.WriteAllText(Path.Combine(_root.FullName, "tokens.pem"), tokens?.CertificatePem ?? "");
        File.WriteAllText(config, $$"""
            version: 0.1
            log: {level: error}
            storage:
              filesystem: {rootdirectory: {{_root.FullName}}/data}
              delete: {enabled: true}
            http: {addr: {{Address}}}
            {{(tokens is null ? "" : $"auth: {{token: {{realm: {tokens.Address}/, service: {TestTokenServer.Service}, issuer: {TestTokenServer.Issuer}, rootcertbundle: {_root.FullName}/tokens.pem}}}}")}}
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

    public static Task<TestRegistry> StartAsync(bool asksForPassword = false) => StartAsync(asksForPassword, null);

    /// <summary>One that sends who asks to a token server.</summary>
    public static Task<TestRegistry> StartAsync(TestTokenServer tokens) => StartAsync(false, tokens);

    /// <summary>What its own command does at night: frees what no manifest reaches.</summary>
    public async Task CollectGarbageAsync()
    {
        using var process = Process.Start(new ProcessStartInfo(Program, ["garbage-collect", Path.Combine(_root.FullName, "config.yml")]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await errors);
    }

    /// <summary>Everything that it stores, layers unpacked: manifests, histories, attestations, caches, files.</summary>
    public string AllText()
    {
        var text = new StringBuilder();
        foreach (var blob in Directory.EnumerateFiles(Data, "data", SearchOption.AllDirectories))
        {
            using var file = File.OpenRead(blob);
            var isCompressed = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
            file.Position = 0;
            using Stream content = isCompressed ? new GZipStream(file, CompressionMode.Decompress) : file;
            using var reader = new StreamReader(content, Encoding.Latin1);
            text.Append(reader.ReadToEnd());
        }

        return text.ToString();
    }

    private static async Task<TestRegistry> StartAsync(bool asksForPassword, TestTokenServer? tokens)
    {
        var port = FreePorts.Next();
        var registry = new TestRegistry(port, asksForPassword, tokens);
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
