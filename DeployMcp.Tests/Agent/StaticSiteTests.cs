using System.Net;
using System.Net.Http.Headers;

namespace DeployMcp.Tests.Agent;

public sealed class StaticSiteTests(AgentProcess agent) : IClassFixture<AgentProcess>
{
    private static readonly string Long = string.Concat(Enumerable.Repeat("<p>text</p>\n", 500));

    [Theory]
    [InlineData("/", "text/html; charset=utf-8", "no-cache")]
    [InlineData("/app.js", "text/javascript; charset=utf-8", "no-cache")]
    [InlineData("/assets/index-DiwrgTda.css", "text/css; charset=utf-8", "public, max-age=3600")]
    [InlineData("/data.json", "application/json; charset=utf-8", "no-cache")]
    [InlineData("/logo.svg", "image/svg+xml; charset=utf-8", "no-cache")]
    [InlineData("/module.wasm", "application/wasm", "no-cache")]
    [InlineData("/module.mjs", "text/javascript; charset=utf-8", "no-cache")]
    [InlineData("/app.webmanifest", "application/manifest+json; charset=utf-8", "no-cache")]
    [InlineData("/font.woff2", "font/woff2", "no-cache")]
    [InlineData("/binary.xyz", "application/octet-stream", "no-cache")]
    [InlineData("/docs/", "text/html; charset=utf-8", "no-cache")]
    [InlineData("/about", "text/html; charset=utf-8", "no-cache")]
    public async Task Get_OfAFile_HasTypeAndCacheHeader(string path, string type, string cache)
    {
        var name = await SiteAsync();
        using var response = await agent.GetAsync(name, path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(type, response.Content.Headers.ContentType!.ToString());
        Assert.Equal(cache, response.Headers.GetValues("Cache-Control").Single());
        Assert.NotNull(response.Headers.ETag);
    }

    [Fact]
    public async Task Get_OfADirectoryWithoutSlash_Redirects()
    {
        using var response = await agent.GetAsync(await SiteAsync(), "/docs?x=1");

        Assert.Equal(HttpStatusCode.MovedPermanently, response.StatusCode);
        Assert.EndsWith("/docs/?x=1", response.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_OfNothing_IsTheSitesOwnNotFoundPage()
    {
        var name = await SiteAsync();
        using var response = await agent.GetAsync(name, "/nothing/here");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/nothing/here");
        request.Headers.IfNoneMatch.Add(response.Headers.ETag!);
        using var again = await agent.SendAsync(name, request);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("own 404", await response.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
    }

    [Fact]
    public async Task Get_OfNothing_InASinglePageApp_IsItsIndex()
    {
        var name = await agent.ServeAsync(agent.StaticSpec(true, ("index.html", "the app"), (".env", "SECRET")));
        using var page = await agent.GetAsync(name, "/users/7");
        using var hidden = await agent.GetAsync(name, "/.env");

        Assert.Equal("the app", await page.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, hidden.StatusCode);
    }

    [Theory]
    [InlineData("/assets/gone-DiwrgTda.js", "*/*", HttpStatusCode.NotFound)]
    [InlineData("/logo.png", "image/avif,image/webp,*/*;q=0.8", HttpStatusCode.NotFound)]
    [InlineData("/users/jane.js", "text/html,application/xhtml+xml,*/*;q=0.8", HttpStatusCode.OK)]
    [InlineData("/docs/v1.2", "*/*", HttpStatusCode.OK)]
    public async Task Get_OfAMissingFile_InASinglePageApp_IsItsIndexOnlyWhereAPageIsWanted(string path, string accept, HttpStatusCode expected)
    {
        var name = await agent.ServeAsync(agent.StaticSpec(true, ("index.html", "the app")));
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd(accept);
        using var response = await agent.SendAsync(name, request);

        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData("/.env")]
    [InlineData("/.git/config")]
    [InlineData("/docs/.hidden")]
    [InlineData("/%2e%2e/%2e%2e/etc/passwd")]
    [InlineData("/..%2f..%2fetc/passwd")]
    [InlineData("/link")]
    [InlineData("/linked-dir/passwd")]
    [InlineData("/linked-dir/")]
    public async Task Get_OfWhatIsHiddenOrOutside_IsNotFound(string path)
    {
        using var response = await agent.GetAsync(await SiteAsync(), path);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.DoesNotContain("root:", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/.well-known/security.txt", "contact")]
    [InlineData("/inside", "console.log(1)")]
    [InlineData("/pipe", "")]
    [InlineData("/empty.txt", "")]
    public async Task Get_OfWhatLooksOddButIsInside_IsServed(string path, string text)
    {
        using var response = await agent.GetAsync(await SiteAsync(), path).WaitAsync(TimeSpan.FromSeconds(5));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(text, await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("DELETE")]
    public async Task Request_ThatWouldChangeSomething_IsNotAllowed(string method)
    {
        using var response = await agent.SendAsync(await SiteAsync(), new HttpRequestMessage(new HttpMethod(method), "/"));

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["GET", "HEAD"], response.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Get_ByAClientThatUnpacks_IsCompressedAndStillValidated(string encoding)
    {
        var name = await SiteAsync();
        using var response = await SendAsync(name, r => r.Headers.AcceptEncoding.ParseAdd(encoding));
        var bytes = await response.Content.ReadAsByteArrayAsync();
        using var again = await SendAsync(name, r =>
        {
            r.Headers.AcceptEncoding.ParseAdd(encoding);
            r.Headers.IfNoneMatch.Add(response.Headers.ETag!);
        });

        Assert.Equal(encoding, response.Content.Headers.ContentEncoding.Single());
        Assert.InRange(bytes.Length, 1, Long.Length / 5);
        Assert.True(response.Headers.ETag!.IsWeak);
        Assert.Contains("Accept-Encoding", response.Headers.Vary, StringComparer.Ordinal);
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
    }

    [Fact]
    public async Task Get_OfARange_IsPartial()
    {
        using var response = await SendAsync(await SiteAsync(), r => r.Headers.Range = new RangeHeaderValue(3, 6));

        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        Assert.Equal("text", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Get_OfWhatDidNotChange_IsNotModified()
    {
        var name = await SiteAsync();
        using var first = await SendAsync(name, _ => { });
        using var byTag = await SendAsync(name, r => r.Headers.IfNoneMatch.Add(first.Headers.ETag!));
        using var byTime = await SendAsync(name, r => r.Headers.IfModifiedSince = first.Content.Headers.LastModified);

        Assert.Equal(HttpStatusCode.NotModified, byTag.StatusCode);
        Assert.Equal(HttpStatusCode.NotModified, byTime.StatusCode);
    }

    [Fact]
    public async Task Head_HasLengthAndNoBody()
    {
        using var response = await agent.SendAsync(await SiteAsync(), new HttpRequestMessage(HttpMethod.Head, "/long.html"));

        Assert.Equal(Long.Length, response.Content.Headers.ContentLength);
        Assert.Empty(await response.Content.ReadAsStringAsync());
    }

    private async Task<HttpResponseMessage> SendAsync(string name, Action<HttpRequestMessage> set)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/long.html");
        set(request);
        return await agent.SendAsync(name, request);
    }

    private async Task<string> SiteAsync()
    {
        var spec = agent.StaticSpec(
            false,
            ("index.html", "home"), ("app.js", "console.log(1)"), ("assets/index-DiwrgTda.css", "a{}"), ("data.json", "{}"), ("logo.svg", "<svg/>"),
            ("binary.xyz", "x"), ("module.wasm", "x"), ("module.mjs", "x"), ("app.webmanifest", "{}"), ("font.woff2", "x"), ("docs/index.html", "docs"), ("docs/.hidden", "h"), ("about.html", "about"), ("404.html", "own 404"), (".env", "SECRET=root:"),
            (".git/config", "root:"), (".well-known/security.txt", "contact"), ("long.html", Long), ("empty.txt", ""));
        var root = Path.Combine(agent.Artifacts, spec.Artifact);
        File.CreateSymbolicLink(Path.Combine(root, "link"), "/etc/passwd");
        File.CreateSymbolicLink(Path.Combine(root, "linked-dir"), "/etc");
        File.CreateSymbolicLink(Path.Combine(root, "inside"), "app.js");
        using var pipe = System.Diagnostics.Process.Start("mkfifo", [Path.Combine(root, "pipe")]);
        await pipe.WaitForExitAsync();
        return await agent.ServeAsync(spec);
    }
}
