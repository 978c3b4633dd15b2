using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DeployMcp.Tests.Platform.Runtimes;

/// <summary>A service's lines from Loki, by its documented answers, and from the API server when Loki gives none.</summary>
public sealed class ClusterLogsTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<IQueryCollection> _queries = new();
    private WebApplication _loki = null!;
    private ClusterBench _bench = null!;
    private (int Code, string Body) _answer = (200, "");

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _loki = builder.Build();
        _loki.MapGet("/loki/api/v1/query_range", context =>
        {
            _queries.Enqueue(context.Request.Query);
            context.Response.StatusCode = _answer.Code;
            return context.Response.WriteAsync(_answer.Body);
        });
        await _loki.StartAsync();
        _bench = await ClusterBench.StartAsync(("Runtime:Kubernetes:LokiAddress", _loki.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()));
        await _bench.ServeAsync();
        _bench.Cluster.Log = "2026-11-21T10:00:00.000000001Z from the node\n";
    }

    public async Task DisposeAsync()
    {
        await _bench.DisposeAsync();
        await _loki.DisposeAsync();
    }

    [Fact]
    public async Task TailLog_OfStreamsFromTwoPods_IsInTheOrderOfTime()
    {
        _answer = (200, """
            {"status": "success", "data": {"resultType": "streams", "result": [
              {"stream": {"namespace": "t", "service": "s", "pod": "s-1-a"}, "values": [["1795255202000000000", "third"], ["1795255200000000000", "first"]]},
              {"stream": {"namespace": "t", "service": "s", "pod": "s-2-b"}, "values": [["1795255201000000001", "second"]]}],
             "stats": {"summary": {}}}}
            """);

        var lines = await _bench.Runtime.TailLogAsync(_bench.Service, 10, CancellationToken.None);

        Assert.Equal(["first", "second", "third"], lines.Select(l => l.Text));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1795255200), lines[0].At);
        var query = Assert.Single(_queries);
        Assert.Equal($$"""{namespace="{{_bench.Space}}", service="{{_bench.Service}}"}""", query["query"]);
        Assert.Equal(("backward", "10"), (query["direction"].ToString(), query["limit"].ToString()));
        var range = long.Parse(query["end"]!, CultureInfo.InvariantCulture) - long.Parse(query["start"]!, CultureInfo.InvariantCulture);
        Assert.Equal(TimeSpan.FromHours(24), TimeSpan.FromMicroseconds(range / 1000.0));
    }

    [Fact]
    public async Task TailLog_OfNoStreams_IsEmptyWithoutAskingTheNodes()
    {
        _answer = (200, """{"status":"success","data":{"resultType":"streams","result":[],"stats":{}}}""");

        Assert.Empty(await _bench.Runtime.TailLogAsync(_bench.Service, 10, CancellationToken.None));
    }

    [Theory]
    [InlineData(500, "loki is starting")]
    [InlineData(429, "Maximum active stream limit exceeded")]
    [InlineData(400, "parse error at line 1, col 3: syntax error")]
    [InlineData(200, "<html>a proxy's page</html>")]
    [InlineData(200, """{"status":"success","data":{}}""")]
    [InlineData(200, "null")]
    public async Task TailLog_WhenLokiFails_ComesFromTheApiServer(int code, string body)
    {
        _answer = (code, body);

        Assert.Equal(["from the node"], (await _bench.Runtime.TailLogAsync(_bench.Service, 10, CancellationToken.None)).Select(l => l.Text));
    }

    [Fact]
    public async Task TailLog_WhenLokiIsGone_ComesFromTheApiServer()
    {
        await _loki.StopAsync();

        Assert.Equal(["from the node"], (await _bench.Runtime.TailLogAsync(_bench.Service, 10, CancellationToken.None)).Select(l => l.Text));
    }
}
