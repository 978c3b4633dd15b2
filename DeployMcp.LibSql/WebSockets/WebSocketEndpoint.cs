using System.Net.WebSockets;
using DeployMcp.LibSql.Configuration;
using DeployMcp.LibSql.Databases;
using DeployMcp.LibSql.Hrana;
using DeployMcp.LibSql.Pipelines;
using DeployMcp.LibSql.Tokens;

namespace DeployMcp.LibSql.WebSockets;

/// <summary>Opens connections (Hrana 3, "Version and encoding negotiation"): every version in JSON.</summary>
internal static class WebSocketEndpoint
{
    /// <summary>The newest that the client has, is taken. Each version is a superset of the one before.</summary>
    private static readonly string[] Subprotocols = ["hrana3", "hrana2", "hrana1"];

    public static async Task ServeAsync(HttpContext context)
    {
        try
        {
            var name = DatabaseAddress.Resolve(context);
            var subprotocol = Negotiate(context.WebSockets.WebSocketRequestedProtocols);
            using var webSocket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { SubProtocol = subprotocol });
            await RunAsync(context, webSocket, name);
        }
        catch (HranaRefusedException e) when (!context.Response.HasStarted)
        {
            await HranaHttp.RefuseAsync(context, e);
        }
    }

    private static async Task RunAsync(HttpContext context, WebSocket webSocket, string name)
    {
        var services = context.RequestServices;
        var settings = services.GetRequiredService<LibSqlSettings>();
        var stopping = services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        using var socket = new MessageSocket(webSocket);
        using var session = new SocketSession(
            socket, name, services.GetRequiredService<DatabaseRegistry>(), services.GetRequiredService<TokenService>(), settings);
        try
        {
            await session.RunAsync(stop.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // The client, or the server, went away without a word.
            context.Abort();
        }
    }

    /// <returns>Null when the client names none, which is the first version.</returns>
    private static string? Negotiate(IList<string> requested)
        => requested.Count == 0
            ? null
            : Array.Find(Subprotocols, requested.Contains) ?? throw new HranaRefusedException("HRANA_SUBPROTOCOL", $"None of the subprotocols is known: {string.Join(", ", requested)}");
}
