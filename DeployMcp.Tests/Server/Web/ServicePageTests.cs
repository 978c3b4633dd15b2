using System.Net;
using DeployMcp.Data.Deployments;
using DeployMcp.Data.Services;
using DeployMcp.Domain.Failures;
using DeployMcp.Tests.Server.Fixture;

namespace DeployMcp.Tests.Server.Web;

[Collection(ServerCollection.Name)]
public class ServicePageTests(ServerFixture fixture)
{
    [Theory]
    [InlineData("/")]
    [InlineData("/services/default/web")]
    [InlineData("/repos")]
    [InlineData("/resources")]
    [InlineData("/resources/my-db")]
    [InlineData("/settings")]
    [InlineData("/settings/audit")]
    public async Task Page_WithoutASession_LeadsToSignInAndBack(string path)
    {
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(fixture.Url) };

        using var answer = await http.GetAsync(path);

        Assert.Equal($"/signin?return={Uri.EscapeDataString(path)}", new Uri(new Uri(fixture.Url), answer.Headers.Location!).PathAndQuery);
    }

    [Fact]
    public async Task Services_WithoutAny_SaysHowToConnectAnAgent()
    {
        using var visitor = await PageVisitor.SignInAsync(fixture);

        var page = await visitor.ReadAsync("/");

        Assert.Contains($"claude mcp add --transport http deploy-mcp {fixture.McpUrl}", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Services_OneInProgress_KeepThePageCurrentWithAndWithoutScripts()
    {
        using var visitor = await PageVisitor.SignInAsync(fixture);
        var held = await visitor.MakeServiceAsync("held-page");

        var before = await visitor.ReadAsync("/");
        fixture.Deployer.Release(held.Service.Id);
        await visitor.WaitForAsync("held-page", "Active");
        var after = await visitor.ReadAsync("/");

        Assert.Contains("<noscript><meta http-equiv=\"refresh\"", before, StringComparison.Ordinal);
        Assert.Contains("<script src=\"/assets/live-", before, StringComparison.Ordinal);
        Assert.Contains(">Queued</span>", before, StringComparison.Ordinal);
        Assert.Contains(">Active</span>", after, StringComparison.Ordinal);
        Assert.DoesNotContain("http-equiv=\"refresh\"", after, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Service_WithVariables_ShowsTheirNamesOnly()
    {
        using var visitor = await PageVisitor.SignInAsync(fixture);
        await visitor.MakeServiceAsync("named", null, ("DATABASE_PASSWORD", "hunter2-the-value"));
        await visitor.WaitForAsync("named", "Active");

        var page = await visitor.ReadAsync("/services/default/named");

        Assert.Contains("DATABASE_PASSWORD", page, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", page, StringComparison.Ordinal);
        Assert.Contains("http://named", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Service_ThatFailed_ShowsEvidenceNextStepAndBuildLog()
    {
        using var visitor = await PageVisitor.SignInAsync(fixture);
        await visitor.MakeServiceAsync("broken-page");
        var failed = await visitor.WaitForAsync("broken-page", "Failed");

        var page = WebUtility.HtmlDecode(await visitor.ReadAsync("/services/default/broken-page"));
        var deployment = WebUtility.HtmlDecode(await visitor.ReadAsync($"/services/default/broken-page/deployments/{failed.Newest!.Id}"));

        foreach (var html in (string[])[page, deployment])
        {
            Assert.Contains("build_failed", html, StringComparison.Ordinal);
            Assert.Contains("error TS2304: Cannot find name 'x'", html, StringComparison.Ordinal);
            Assert.Contains("Mend the code and push.", html, StringComparison.Ordinal);
            Assert.Contains("build line 60", html, StringComparison.Ordinal);
        }

        Assert.Contains("build line 1\n", deployment, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deployment_WithALongLog_IsReadPageByPage()
    {
        using var visitor = await PageVisitor.SignInAsync(fixture);
        await visitor.MakeServiceAsync("long");
        var id = (await visitor.WaitForAsync("long", "Active")).Newest!.Id;
        await fixture.Get<DeploymentLogStore>().AppendAsync(id, [.. Enumerable.Range(1, 600).Select(i => new LogLine(DateTimeOffset.UtcNow, $"later line {i}."))]);

        var last = await visitor.ReadAsync($"/services/default/long/deployments/{id}");
        var earlier = last.Split($"href=\"/services/default/long/deployments/{id}?before=")[1].Split('"')[0];
        var first = await visitor.ReadAsync($"/services/default/long/deployments/{id}?before={earlier}");

        Assert.Contains("later line 600.", last, StringComparison.Ordinal);
        Assert.Contains("later line 101.", last, StringComparison.Ordinal);
        Assert.DoesNotContain("later line 100.", last, StringComparison.Ordinal);
        Assert.Contains("later line 100.", first, StringComparison.Ordinal);
        Assert.Contains("build line 1\n", WebUtility.HtmlDecode(first), StringComparison.Ordinal);
        Assert.DoesNotContain("?before=", first, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_WithHostileCommitsLogsAndFailures_ShowThemAsText()
    {
        const string Script = "<script>alert(1)</script><img src=x onerror=alert(2)>";
        using var visitor = await PageVisitor.SignInAsync(fixture);
        await visitor.MakeServiceAsync("hostile");
        var id = (await visitor.WaitForAsync("hostile", "Active")).Newest!.Id;
        await fixture.Get<DeploymentStore>().SetCommitAsync(id, new Commit(new string('a', 40), $"{Script}\u202egnp.exe", $"\"><b>{Script}"));
        await fixture.Get<DeploymentStore>().SetFailureAsync(id, new Failure(FailureCode.BuildFailed, Script, $"{Script}\u001b[31mred\u001b[0m", $"</p>{Script}"));
        await fixture.Get<DeploymentLogStore>().AppendAsync(
            id, [new LogLine(DateTimeOffset.UtcNow, $"</pre>{Script} \u001b[2J\u2066\u001b]0;title\u0007"), new LogLine(DateTimeOffset.UtcNow, new string('x', 100_000))]);

        foreach (var path in (string[])["/", "/services/default/hostile", $"/services/default/hostile/deployments/{id}", $"/services/default/hostile/rollback/{id}"])
        {
            var page = await visitor.ReadAsync(path);

            Assert.DoesNotContain("<script>", page, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("<img src=x", page, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("<b>", page, StringComparison.Ordinal);
            Assert.DoesNotContain("</pre>&lt;", page, StringComparison.Ordinal);
            var read = WebUtility.HtmlDecode(page);
            Assert.DoesNotContain(read, c => (char.IsControl(c) && c is not ('\n' or '\r' or '\t')) || c is '\u202e' or '\u2066');
            Assert.Contains("<script>alert(1)", read, StringComparison.Ordinal);
            Assert.DoesNotContain(new string('x', 3_000), page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Notice_FromACraftedLink_IsNotShown()
    {
        using var visitor = await PageVisitor.SignInAsync(fixture);

        Assert.DoesNotContain("pay%20me", await visitor.ReadAsync("/?done=pay%20me%20now"), StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"notice\"", await visitor.ReadAsync("/?done=pay%20me%20now"), StringComparison.Ordinal);
        Assert.Contains("The service is gone", await visitor.ReadAsync("/?done=deleted"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_Always_ForbidScriptsOfOthersFramesAndCaches()
    {
        using var visitor = await PageVisitor.SignInAsync(fixture);

        using var answer = await visitor.Http.GetAsync("/settings");

        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.All(["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "form-action 'self'"], part => Assert.Contains(part, policy, StringComparison.Ordinal));
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.True(answer.Headers.CacheControl?.NoStore);
    }
}
