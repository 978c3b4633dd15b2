using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DeployMcp.Tests.Fixtures.TursoStandIn;

/// <summary>
/// A Turso on this machine: the platform API, and the databases that it makes, by their host names, so far as they answer queries at
/// all. It holds our requests against the reference: names, groups, limits, tokens and what they are good for.
/// </summary>
public sealed class RunningTurso : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RunningTurso(WebApplication app) => _app = app;

    public TursoState State { get; } = new();

    public Uri Url => new(_app.Urls.First());

    /// <summary>What the product is configured with to use it.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Databases:Turso:Organization"] = TursoState.Organization,
        ["Databases:Turso:ApiToken"] = State.ApiToken,
        ["Databases:Turso:Prefix"] = "dm1",
        ["Databases:Turso:ApiUrl"] = Url.AbsoluteUri,
    };

    public static async Task<RunningTurso> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var turso = new RunningTurso(builder.Build());
        turso._app.Use(turso.RecordAsync);
        turso._app.Use(next => context => turso.State.Faults.ApplyAsync(context, next));
        turso._app.Use(turso.GuardAsync);
        turso._app.UseRouting();
        TursoPlatformApi.Map(turso._app, turso.State, () => $"localhost:{turso.Url.Port}");
        turso._app.MapPost("/v2/pipeline", (HttpRequest request, JsonElement body) => TursoDatabaseApi.Pipeline(turso.State, request, body));
        await turso._app.StartAsync();
        return turso;
    }

    /// <summary>Every host name leads here: not every machine knows what <c>NAME.localhost</c> is.</summary>
    public SocketsHttpHandler Connections() => new()
    {
        AllowAutoRedirect = false,
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(IPAddress.Loopback, Url.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    };

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task RecordAsync(HttpContext context, RequestDelegate next)
    {
        context.Request.EnableBuffering();
        using var reader = new StreamReader(context.Request.Body, leaveOpen: true);
        var body = await reader.ReadToEndAsync();
        context.Request.Body.Position = 0;
        State.Requests.Enqueue(new StandInRequest(
            context.Request.Method, $"{context.Request.Path}{context.Request.QueryString}", context.Request.Headers.Authorization.ToString(), body));
        await next(context);
    }

    /// <summary>The platform API's token, organisation and rate limit; the databases have tokens of their own.</summary>
    private Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        var path = context.Request.Path.Value!;
        if (!path.StartsWith("/v1/", StringComparison.Ordinal))
        {
            return next(context);
        }

        if (!State.RateLimit.Takes())
        {
            context.Response.Headers.RetryAfter = "1";
            return TursoPlatformApi.Error(429, "too many requests").ExecuteAsync(context);
        }

        return context.Request.Headers.Authorization != $"Bearer {State.ApiToken}" ? TursoPlatformApi.Error(401, "token is invalid or expired").ExecuteAsync(context)
            : path.StartsWith("/v1/organizations/", StringComparison.Ordinal) && path.Split('/')[3] != TursoState.Organization
                ? TursoPlatformApi.Error(403, $"you are not a member of organization {path.Split('/')[3]}").ExecuteAsync(context)
                : next(context);
    }
}
