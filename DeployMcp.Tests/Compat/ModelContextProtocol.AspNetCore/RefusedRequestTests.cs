using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using ModelContextProtocol.AspNetCore;

namespace DeployMcp.Tests.Compat.ModelContextProtocol.AspNetCore;

public sealed class RefusedRequestTests
{
    private const string Ping = """{"jsonrpc":"2.0","id":1,"method":"ping"}""";

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ping"} trailing""")]
    public async Task Post_BodyIsNoMessage_IsAParseError(string body)
    {
        await using var server = await McpTestServer.StartAsync();

        using var response = await server.Client.SendAsync(McpTestServer.Post(body));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(-32700, await McpTestServer.ReadErrorCodeAsync(response));
    }

    [Fact]
    public async Task Post_OtherMediaType_Is415()
    {
        await using var server = await McpTestServer.StartAsync();

        using var response = await server.Client.SendAsync(McpTestServer.Post(Ping, contentType: "text/plain"));

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Theory]
    [InlineData("application/json", HttpStatusCode.NotAcceptable)]
    [InlineData("text/event-stream", HttpStatusCode.NotAcceptable)]
    [InlineData("text/event-stream, application/json;q=0.5", HttpStatusCode.OK)]
    [InlineData("*/*", HttpStatusCode.OK)]
    public async Task Post_AcceptHeader_MustCoverBothAnswers(string accept, HttpStatusCode expected)
    {
        await using var server = await McpTestServer.StartAsync();

        using var response = await server.Client.SendAsync(McpTestServer.Post(Ping, accept: accept));

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Post_UnknownRevision_Is400WithTheServedOnes()
    {
        await using var server = await McpTestServer.StartAsync();
        var request = McpTestServer.Post(Ping);
        request.Headers.Add("MCP-Protocol-Version", "1999-01-01");

        using var response = await server.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var error = (await McpTestServer.ReadMessageAsync(response)).GetProperty("error");
        Assert.Equal(-32022, error.GetProperty("code").GetInt32());
        Assert.Equal("1999-01-01", error.GetProperty("data").GetProperty("requested").GetString());
        Assert.Contains(error.GetProperty("data").GetProperty("supported").EnumerateArray(), version => version.GetString() is "2026-07-28");
    }

    [Fact]
    public async Task Post_BodyOverTheServersLimit_Is413()
    {
        await using var server = await McpTestServer.StartAsync(configure: builder =>
            builder.WebHost.ConfigureKestrel(options => options.Limits.MaxRequestBodySize = 1000));

        using var response = await server.CallToolAsync("echo", new { text = new string('x', 2000) });

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task Post_MetadataWithoutRevisionHeader_IsAHeaderMismatch()
    {
        await using var server = await McpTestServer.StartAsync();
        const string body =
            """{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}}""";

        using var response = await server.Client.SendAsync(McpTestServer.Post(body));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(-32020, await McpTestServer.ReadErrorCodeAsync(response));
    }

    [Theory]
    [InlineData(HttpServerSessionMode.Stateless)]
    [InlineData(HttpServerSessionMode.StatefulForInitializeClients)]
    public async Task GetAndDelete_StatelessRevision_Are405(HttpServerSessionMode mode)
    {
        await using var server = await McpTestServer.StartAsync(options => options.SessionMode = mode);

        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Delete])
        {
            var request = new HttpRequestMessage(method, "/mcp");
            request.Headers.Accept.ParseAdd("text/event-stream");
            request.Headers.Add("MCP-Protocol-Version", "2026-07-28");
            using var response = await server.Client.SendAsync(request);
            Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        }
    }

    [Fact]
    public async Task Post_StatelessRevisionToAServerOfSessions_IsRefusedWithTheRevisionsThatHaveThem()
    {
        await using var server = await McpTestServer.StartAsync(options => options.SessionMode = HttpServerSessionMode.Stateful);

        using var response = await server.SendStatelessAsync("server/discover");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var error = (await McpTestServer.ReadMessageAsync(response)).GetProperty("error");
        Assert.Equal(-32022, error.GetProperty("code").GetInt32());
        Assert.Contains(error.GetProperty("data").GetProperty("supported").EnumerateArray(), version => version.GetString() is "2025-11-25");
    }

    [Fact]
    public async Task MapMcp_WithoutTheTransport_SaysWhatIsMissing()
    {
        await using var application = WebApplication.CreateSlimBuilder().Build();

        var exception = Assert.Throws<InvalidOperationException>(() => application.MapMcp());

        Assert.Contains("WithHttpTransport", exception.Message, StringComparison.Ordinal);
    }
}
