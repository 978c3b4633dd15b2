using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace DeployMcp.Tests.Compat.ModelContextProtocol.AspNetCore;

public sealed class StatelessRequestTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Call_OnlyTheAnswer_IsPlainJson()
    {
        await using var server = await McpTestServer.StartAsync();

        // The first call pays for the start of everything; on a busy machine that may be longer than the headers wait.
        using (await server.CallToolAsync("echo", new { text = "first" }))
        {
        }

        using var response = await server.CallToolAsync("echo", new { text = "hello\nworld" });

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.NotNull(response.Content.Headers.ContentLength);
        Assert.Equal("hello\nworld", await McpTestServer.ReadTextAsync(response));
    }

    [Fact]
    public async Task Call_WithProgress_IsAnEventStreamThatEndsWithTheAnswer()
    {
        await using var server = await McpTestServer.StartAsync();

        using var response = await server.SendStatelessAsync(
            "tools/call", new { name = "progress", arguments = new { }, _meta = Metadata(progressToken: "p1") }, "progress");

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains("notifications/progress", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("done", await McpTestServer.ReadTextAsync(response));
    }

    [Fact]
    public async Task Call_StructuredContentInALayoutOfItsOwn_IsOneEvent()
    {
        await using var server = await McpTestServer.StartAsync();

        using var response = await server.SendStatelessAsync(
            "tools/call", new { name = "document", arguments = new { }, _meta = Metadata(progressToken: "p1") }, "document");

        var answer = (await response.Content.ReadAsStringAsync()).Split('\n').Last(line => line.StartsWith("data: ", StringComparison.Ordinal));
        Assert.Contains("\"content\":[{\"type\":\"text\",\"text\":\"one\"}],\"structuredContent\":{\"one\":1}", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_SlowTool_SendsHeadersBeforeTheAnswer()
    {
        var gate = new Gate();
        await using var server = await McpTestServer.StartAsync(configure: builder => builder.Services.AddSingleton(gate));

        using var response = await server.CallToolAsync("wait").WaitAsync(Deadline);
        gate.Open.SetResult();

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("let go", await McpTestServer.ReadTextAsync(response));
    }

    [Fact]
    public async Task Call_ClientGoesAway_CancelsTheTool()
    {
        var gate = new Gate();
        await using var server = await McpTestServer.StartAsync(configure: builder => builder.Services.AddSingleton(gate));
        using var client = new CancellationTokenSource();

        var call = server.CallToolAsync("wait", cancellationToken: client.Token);
        await gate.Entered.Task.WaitAsync(Deadline);
        await client.CancelAsync();

        await gate.Cancelled.Task.WaitAsync(Deadline);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await call);
    }

    [Fact]
    public async Task Call_SameIdFromManyClientsAtOnce_EachGetsItsOwnAnswer()
    {
        await using var server = await McpTestServer.StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(async number =>
        {
            using var response = await server.CallToolAsync("echo", new { text = $"{number}" }, id: 7);
            return await McpTestServer.ReadTextAsync(response);
        }));

        Assert.Equal(Enumerable.Range(0, 200), answers.Select(answer => int.Parse(answer, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Call_NamelessClientAfterANamedOne_SeesNothingOfIt()
    {
        await using var server = await McpTestServer.StartAsync();

        using var named = await server.CallToolAsync("client");
        using var nameless = await server.SendStatelessAsync(
            "tools/call", new { name = "client", arguments = new { }, _meta = Metadata() }, "client");

        Assert.Equal("test", await McpTestServer.ReadTextAsync(named));
        Assert.Equal("unnamed", await McpTestServer.ReadTextAsync(nameless));
    }

    [Fact]
    public async Task Call_ScopedService_IsTheRequestsOwn()
    {
        await using var server = await McpTestServer.StartAsync(
            configure: builder => builder.Services.AddScoped<RequestNumber>(),
            pipeline: application => application.Use((context, next) =>
            {
                context.Response.Headers["X-Scope"] = context.RequestServices.GetRequiredService<RequestNumber>().Value.ToString();
                return next(context);
            }));

        foreach (var _ in Enumerable.Range(0, 3))
        {
            using var response = await server.CallToolAsync("scope");
            Assert.Equal(response.Headers.GetValues("X-Scope").Single(), await McpTestServer.ReadTextAsync(response));
        }
    }

    [Fact]
    public async Task Call_AuthenticatedUser_ReachesTheTool()
    {
        await using var server = await McpTestServer.StartAsync(pipeline: application => application.Use((context, next) =>
        {
            context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, "ada")], "test"));
            return next(context);
        }));

        using var response = await server.CallToolAsync("user");

        Assert.Equal("ada", await McpTestServer.ReadTextAsync(response));
    }

    [Fact]
    public async Task Call_HttpContextAndTrace_AreTheRequestsOwn()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Microsoft.AspNetCore",
            Sample = (ref _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(listener);
        await using var server = await McpTestServer.StartAsync(configure: builder => builder.Services.AddHttpContextAccessor());
        server.Client.DefaultRequestHeaders.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        using var response = await server.CallToolAsync("path");

        Assert.Equal("/mcp 0af7651916cd43dd8448eb211c80319c", await McpTestServer.ReadTextAsync(response));
    }

    [Fact]
    public async Task List_ConfigureSessionOptions_AppliesToEachRequestAlone()
    {
        await using var server = await McpTestServer.StartAsync(options => options.ConfigureSessionOptions = (context, server, _) =>
        {
            if (context.Request.Headers.ContainsKey("X-No-Tools"))
                server.ToolCollection!.Clear();
            return Task.CompletedTask;
        });

        using var all = await server.SendStatelessAsync("tools/list");
        server.Client.DefaultRequestHeaders.Add("X-No-Tools", "1");
        using var none = await server.SendStatelessAsync("tools/list");

        Assert.NotEqual(0, (await ToolsOf(all)).GetArrayLength());
        Assert.Equal(0, (await ToolsOf(none)).GetArrayLength());
    }

    [Fact]
    public async Task Post_RevisionsWithInitialize_AreServedWithoutSession()
    {
        await using var server = await McpTestServer.StartAsync();

        foreach (var revision in (string[])["2025-03-26", "2025-06-18", "2025-11-25"])
        {
            using var initialize = await server.SendInSessionAsync(
                session: null,
                "initialize",
                new { protocolVersion = revision, capabilities = new { }, clientInfo = new { name = "test", version = "1.0" } });
            var request = McpTestServer.Post("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{"text":"hi"}}}""");
            request.Headers.Add("MCP-Protocol-Version", revision);
            using var call = await server.Client.SendAsync(request);

            Assert.Equal(revision, (await McpTestServer.ReadMessageAsync(initialize)).GetProperty("result").GetProperty("protocolVersion").GetString());
            Assert.False(initialize.Headers.Contains("Mcp-Session-Id"));
            Assert.Equal("hi", await McpTestServer.ReadTextAsync(call));
        }
    }

    [Fact]
    public async Task Call_RevisionsInHeaderAndBodyDiffer_SpoilsNothingForOthers()
    {
        await using var server = await McpTestServer.StartAsync();
        const string spoiling =
            """{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2025-06-18"}}}""";
        const string ordinary = """{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{}}""";

        foreach (var revision in (string?[])[null, "2025-11-25"])
        {
            foreach (var body in (string[])[spoiling, ordinary])
            {
                var request = McpTestServer.Post(body);
                if (revision is not null)
                    request.Headers.Add("MCP-Protocol-Version", revision);
                using var response = await server.Client.SendAsync(request);
                if (body == ordinary)
                    Assert.NotEqual(0, (await ToolsOf(response)).GetArrayLength());
            }
        }
    }

    [Fact]
    public async Task Notification_IsAccepted()
    {
        await using var server = await McpTestServer.StartAsync();

        using var response = await server.Client.SendAsync(
            McpTestServer.Post("""{"jsonrpc":"2.0","method":"notifications/initialized"}"""));

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(0, response.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task Stop_WithCallsServedBefore_EndsAtOnce()
    {
        await using var server = await McpTestServer.StartAsync();
        using (await server.CallToolAsync("echo", new { text = "x" }))
        {
        }

        var started = Stopwatch.GetTimestamp();
        await server.Application.StopAsync();
        await server.Application.DisposeAsync();

        Assert.True(Stopwatch.GetElapsedTime(started) < Deadline);
    }

    private static Dictionary<string, object> Metadata(string? progressToken = null)
    {
        var metadata = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["io.modelcontextprotocol/protocolVersion"] = "2026-07-28",
            ["io.modelcontextprotocol/clientCapabilities"] = new { },
        };
        if (progressToken is not null)
            metadata["progressToken"] = progressToken;
        return metadata;
    }

    private static async Task<System.Text.Json.JsonElement> ToolsOf(HttpResponseMessage response) =>
        (await McpTestServer.ReadMessageAsync(response)).GetProperty("result").GetProperty("tools");
}
