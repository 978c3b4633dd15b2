// Idle limits are part of the revisions with sessions, which are tested here.
#pragma warning disable MCP9006
using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.AspNetCore;

namespace DeployMcp.Tests.Compat.ModelContextProtocol.AspNetCore;

public sealed class SessionTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Session_Deleted_IsUnknownAfterwards()
    {
        await using var server = await StartAsync();
        var session = await server.InitializeAsync();

        using var before = await server.SendInSessionAsync(session, "tools/list");
        using var delete = await server.SendAsync(new HttpRequestMessage(HttpMethod.Delete, "/mcp"), session);
        using var after = await server.SendInSessionAsync(session, "tools/list");

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        Assert.Equal(session, before.Headers.GetValues("Mcp-Session-Id").Single());
        Assert.Equal(HttpStatusCode.OK, delete.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, after.StatusCode);
        Assert.Equal(-32001, await McpTestServer.ReadErrorCodeAsync(after));
    }

    [Fact]
    public async Task Post_WithoutSessionAndInitialize_Is400()
    {
        await using var server = await StartAsync();

        using var response = await server.SendInSessionAsync(session: null, "tools/list");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Session_OfAnotherUser_IsForbidden()
    {
        await using var server = await StartAsync();
        var session = await server.InitializeAsync(user: "ada");

        using var own = await server.SendInSessionAsync(session, "tools/list", user: "ada");
        using var foreign = await server.SendInSessionAsync(session, "tools/list", user: "bob");
        using var anonymous = await server.SendInSessionAsync(session, "tools/list");
        using var delete = await server.SendAsync(new HttpRequestMessage(HttpMethod.Delete, "/mcp"), session, user: "bob");
        using var still = await server.SendInSessionAsync(session, "tools/list", user: "ada");

        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, foreign.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, anonymous.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, delete.StatusCode);
        Assert.Equal(HttpStatusCode.OK, still.StatusCode);
    }

    [Fact]
    public async Task Session_IdleForTooLong_IsClosed()
    {
        await using var server = await StartAsync(options =>
        {
            options.IdleTimeout = TimeSpan.FromMinutes(5);
            options.TimeProvider = new FastTimeProvider(factor: 1000);
        });
        var session = await server.InitializeAsync();

        // Each poll would keep the session alive, were it not that the polls are far apart on the fast clock.
        await WaitUntilAsync(async () => await StatusOfAsync(server, session) is HttpStatusCode.NotFound, TimeSpan.FromMilliseconds(600));
    }

    [Fact]
    public async Task Session_WithAnOpenStream_IsNotIdle()
    {
        await using var server = await StartAsync(options =>
        {
            options.IdleTimeout = TimeSpan.FromMinutes(1);
            options.TimeProvider = new FastTimeProvider(factor: 1000);
        });
        var held = await server.InitializeAsync();
        using var stream = await server.SendAsync(McpTestServer.Get(), held);
        var idle = await server.InitializeAsync();

        await WaitUntilAsync(async () => await StatusOfAsync(server, idle) is HttpStatusCode.NotFound, TimeSpan.FromMilliseconds(200));

        Assert.Equal(HttpStatusCode.OK, stream.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await StatusOfAsync(server, held));
    }

    [Fact]
    public async Task Sessions_MoreThanAllowedIdle_TheLongestIdleAreClosed()
    {
        await using var server = await StartAsync(options => options.MaxIdleSessionCount = 2);
        var oldest = await server.InitializeAsync();
        var next = await server.InitializeAsync();
        _ = await server.InitializeAsync();

        Assert.Equal(HttpStatusCode.NotFound, await StatusOfAsync(server, oldest));
        Assert.Equal(HttpStatusCode.OK, await StatusOfAsync(server, next));
    }

    [Fact]
    public async Task Session_DeletedDuringACall_EndsTheCall()
    {
        var gate = new Gate();
        await using var server = await StartAsync(services: services => services.AddSingleton(gate));
        var session = await server.InitializeAsync();
        var call = server.SendInSessionAsync(session, "tools/call", new { name = "wait", arguments = new { } });
        await gate.Entered.Task.WaitAsync(Deadline);

        using var delete = await server.SendAsync(new HttpRequestMessage(HttpMethod.Delete, "/mcp"), session);

        await gate.Cancelled.Task.WaitAsync(Deadline);
        using var response = await call.WaitAsync(Deadline);
        Assert.Equal(HttpStatusCode.OK, delete.StatusCode);
        Assert.True(response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.OK, "A call is refused, or has begun its stream already.");
    }

    [Fact]
    public async Task Stream_ApplicationStops_Ends()
    {
        await using var server = await StartAsync();
        var session = await server.InitializeAsync();
        using var stream = await server.SendAsync(McpTestServer.Get(), session);
        var end = stream.Content.ReadAsStringAsync();

        await server.Application.StopAsync().WaitAsync(Deadline);

        await end.WaitAsync(Deadline);
    }

    [Fact]
    public async Task Stream_Second_IsRefused()
    {
        await using var server = await StartAsync();
        var session = await server.InitializeAsync();

        using var first = await server.SendAsync(McpTestServer.Get(), session);
        using var second = await server.SendAsync(McpTestServer.Get(), session);

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal("text/event-stream", first.Content.Headers.ContentType?.MediaType);
        Assert.Equal(HttpStatusCode.BadRequest, second.StatusCode);
    }

    private static Task<McpTestServer> StartAsync(
        Action<HttpServerTransportOptions>? configure = null, Action<IServiceCollection>? services = null) => McpTestServer.StartAsync(
        options =>
        {
            options.SessionMode = HttpServerSessionMode.StatefulForInitializeClients;
            configure?.Invoke(options);
        },
        builder => services?.Invoke(builder.Services),
        application => application.Use((context, next) =>
        {
            if (context.Request.Headers["X-Test-User"].ToString() is { Length: > 0 } user)
                context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, user)], "test"));
            return next(context);
        }));

    private static async Task<HttpStatusCode> StatusOfAsync(McpTestServer server, string session)
    {
        using var response = await server.SendInSessionAsync(session, "tools/list");
        return response.StatusCode;
    }

    private static async Task WaitUntilAsync(Func<Task<bool>> condition, TimeSpan interval)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        using var timer = new PeriodicTimer(interval);
        while (!await condition())
            Assert.True(await timer.WaitForNextTickAsync(deadline.Token));
    }

    /// <summary>A clock on which everything takes a fraction of its time.</summary>
    private sealed class FastTimeProvider(int factor) : TimeProvider
    {
        public override long GetTimestamp() => base.GetTimestamp() * factor;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, Shorten(dueTime), Shorten(period));

        private TimeSpan Shorten(TimeSpan span) => span == Timeout.InfiniteTimeSpan ? span : span / factor;
    }
}
