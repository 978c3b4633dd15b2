using System.Net;
using DeployMcp.Tests.Conformance.FixtureServer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DeployMcp.Tests.Conformance;

public sealed class AuthorizingProxyTests
{
    [Fact]
    public async Task Suite_AgainstAServerThatWantsAKey_PassesThroughTheProxy()
    {
        await using var server = await ConformanceServer.StartAsync(pipeline: application => application.Use((context, next) =>
        {
            if (context.Request.Headers.Authorization == "Bearer key")
                return next(context);
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }));
        await using var proxy = await AuthorizingProxy.StartAsync(server.Url, "Bearer key");
        using var client = new HttpClient();

        using var direct = await client.GetAsync(server.Url);
        var results = await ConformanceSuite.RunAsync(
            proxy.Url, ["server-stateless", "tools-call-with-progress", "dns-rebinding-protection"], "2026-07-28");

        Assert.Equal(HttpStatusCode.Unauthorized, direct.StatusCode);
        Assert.Equal(3, results.Count);
        Assert.Empty(results.SelectMany(result => result.Failures));
    }
}
