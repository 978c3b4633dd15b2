using System.Diagnostics;
using System.Net;
using DeployMcp.Tests.Clients;
using DeployMcp.Tests.Server.Web.Chromium;

namespace DeployMcp.Tests.LibSql.Clients;

/// <summary>Pages of other origins as clients (Fetch standard, "CORS protocol").</summary>
public class BrowserTests(LibSqlServer server, ChromiumBrowser chromium) : IClassFixture<LibSqlServer>, IClassFixture<ChromiumBrowser>
{
    private static readonly NpmInstallation Project = NpmInstallation.OfProject(Path.Combine(AppContext.BaseDirectory, "Clients", "libsql"));

    [Theory]
    [InlineData("v2/pipeline")]
    [InlineData("v3/pipeline")]
    [InlineData("v3/cursor")]
    [InlineData("v3-protobuf/pipeline")]
    [InlineData("v3-protobuf/cursor")]
    public async Task Preflight_OfAnyOrigin_IsAnsweredWithoutAToken(string path)
    {
        var database = await server.CreateAsync();
        using var request = new HttpRequestMessage(HttpMethod.Options, database.Path + path);
        request.Headers.Add("Origin", "https://app.example");
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "authorization, content-type, x-namespace");

        using var response = await server.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal("*", Header(response, "Access-Control-Allow-Origin"));
        Assert.Equal("authorization,content-type,x-namespace", Header(response, "Access-Control-Allow-Headers"));
        Assert.Contains("POST", Header(response, "Access-Control-Allow-Methods"), StringComparison.Ordinal);
        Assert.Equal("7200", Header(response, "Access-Control-Max-Age"));
        Assert.Null(Header(response, "Access-Control-Allow-Credentials"));
    }

    [Theory]
    [InlineData("SELECT 1", "good", HttpStatusCode.OK)]
    [InlineData("SELECT 1", "bad", HttpStatusCode.Unauthorized)]
    public async Task Answer_ToAPage_MayBeReadWhateverItIs(string sql, string token, HttpStatusCode status)
    {
        var database = await server.CreateAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, database.Path + "v3/pipeline")
        {
            Content = new StringContent(LibSqlDatabase.Pipeline(null, LibSqlDatabase.Execute(sql))),
        };
        request.Headers.Add("Origin", "https://app.example");
        request.Headers.Authorization = new("Bearer", token == "good" ? database.Token : token);

        using var response = await server.Http.SendAsync(request);

        Assert.Equal((status, "*"), (response.StatusCode, Header(response, "Access-Control-Allow-Origin")));
    }

    [Fact]
    public async Task Administration_IsNoBusinessOfPages()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "databases");
        request.Headers.Add("Origin", "https://app.example");

        using var response = await server.Admin.SendAsync(request);

        Assert.Equal((HttpStatusCode.OK, null), (response.StatusCode, Header(response, "Access-Control-Allow-Origin")));
    }

    [Fact]
    public async Task LibsqlClient_InChromium_UsesADatabaseOfAnotherOrigin()
    {
        var database = await server.CreateAsync();
        var page = await chromium.Browser.NewPageAsync();
        // Another port is another origin.
        await page.GotoAsync($"http://127.0.0.1:{server.AdminPort}/health");
        await page.AddScriptTagAsync(new() { Content = await BundleAsync() });

        var overHttp = await page.EvaluateAsync<string>("([url, token]) => useDatabase(url, token)", new[] { database.Url("http"), database.Token });
        var overSocket = await page.EvaluateAsync<string>("([url, token]) => useDatabase(url, token)", new[] { database.Url("ws"), database.Token });
        await page.CloseAsync();

        Assert.Equal("http AUTH_JWT_INVALID", overHttp);
        Assert.Equal("http,ws AUTH_JWT_INVALID", overSocket);
    }

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;

    private static async Task<string> BundleAsync()
    {
        var directory = await Project.InstallAsync();
        var start = new ProcessStartInfo(Path.Combine(directory, "node_modules", ".bin", "esbuild"), ["web.mjs", "--bundle", "--platform=browser", "--format=iife"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory,
        };
        var run = await ProcessRun.StartAsync(start, TimeSpan.FromMinutes(1), CancellationToken.None);
        Assert.True(run.ExitCode == 0, run.Output);
        return run.StandardOutput;
    }
}
