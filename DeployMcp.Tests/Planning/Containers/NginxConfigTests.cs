using System.Diagnostics;
using System.Net;
using DeployMcp.Planning.Containers.Generated;
using DeployMcp.Tests.Fixtures;

namespace DeployMcp.Tests.Planning.Containers;

/// <summary>The configuration of sites in Debian's own nginx, on files and a port of the test's.</summary>
public sealed class NginxConfigTests : IDisposable
{
    private const string Nginx = "/usr/sbin/nginx";

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("deploymcp-nginx-");
    private readonly HttpClient _http = new(new HttpClientHandler { AllowAutoRedirect = false });
    private Process? _process;

    public void Dispose()
    {
        _process?.Kill(entireProcessTree: true);
        _process?.Dispose();
        _http.Dispose();
        _root.Delete(recursive: true);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_Site_IsServedAsSitesAre(bool singlePageApp)
    {
        Write("index.html", "the page");
        Write("about.html", "about us");
        Write("assets/app-4f9c2b1a.js", new string('x', 5000));
        Write(".env", "SECRET=1");
        if (!File.Exists(Nginx))
        {
            Assert.Contains(singlePageApp ? "/index.html; }" : "=404; }", NginxConfig.Of(singlePageApp), StringComparison.Ordinal);
            return;
        }

        await StartAsync(singlePageApp);

        Assert.Equal((HttpStatusCode.OK, "the page", "no-cache"), await GetAsync("/"));
        Assert.Equal((HttpStatusCode.OK, "about us", "no-cache"), await GetAsync("/about"));
        var (_, _, cache) = await GetAsync("/assets/app-4f9c2b1a.js");
        Assert.Equal("public, max-age=31536000, immutable", cache);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync("/.env")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync("/missing.js")).Status);
        var (status, body, _) = await GetAsync("/some/route");
        Assert.Equal(singlePageApp ? (HttpStatusCode.OK, "the page") : (HttpStatusCode.NotFound, body), (status, body));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/assets/app-4f9c2b1a.js") { Headers = { AcceptEncoding = { new("gzip") } } };
        using var compressed = await _http.SendAsync(request);
        Assert.Contains("gzip", compressed.Content.Headers.ContentEncoding, StringComparer.Ordinal);
    }

    private async Task StartAsync(bool singlePageApp)
    {
        var port = FreePorts.Next();
        _http.BaseAddress = new Uri($"http://127.0.0.1:{port}");
        if (Environment.IsPrivilegedProcess)
        {
            // nginx's workers leave root by themselves.
            File.SetUnixFileMode(_root.FullName, (UnixFileMode)0b111_101_101);
        }

        var config = Path.Combine(_root.FullName, "nginx.conf");
        await File.WriteAllTextAsync(config, NginxConfig.Of(singlePageApp)
            .Replace("__PORT__", $"127.0.0.1:{port}", StringComparison.Ordinal)
            .Replace(NginxConfig.Root, Path.Combine(_root.FullName, "site"), StringComparison.Ordinal)
            .Replace("/tmp/nginx", $"{_root.FullName}/nginx", StringComparison.Ordinal)
            .Replace("access_log /dev/stdout", "access_log off", StringComparison.Ordinal));
        _process = Process.Start(Nginx, ["-e", "/dev/stderr", "-c", config, "-g", "daemon off;"]);
        await Eventually.TrueAsync(AnswersAsync, TimeSpan.FromSeconds(20), () => "nginx does not answer.");
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var response = await _http.GetAsync(new Uri("/", UriKind.Relative));
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task<(HttpStatusCode Status, string Body, string Cache)> GetAsync(string path)
    {
        using var response = await _http.GetAsync(new Uri(path, UriKind.Relative));
        return (response.StatusCode, await response.Content.ReadAsStringAsync(), string.Join(", ", response.Headers.TryGetValues("Cache-Control", out var values) ? values : []));
    }

    private void Write(string path, string text)
    {
        var file = Path.Combine(_root.FullName, "site", path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
