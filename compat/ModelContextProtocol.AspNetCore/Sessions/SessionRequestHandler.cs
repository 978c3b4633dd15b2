using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ModelContextProtocol.AspNetCore.Messages;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace ModelContextProtocol.AspNetCore.Sessions;

/// <summary>Serves the revisions with <c>initialize</c> in sessions (2025-11-25, basic/transports, "Session management").</summary>
internal sealed class SessionRequestHandler(
    IOptions<HttpServerTransportOptions> transportOptions,
    IOptions<McpServerOptions> serverOptions,
    IOptionsFactory<McpServerOptions> optionsFactory,
    ILoggerFactory loggerFactory,
    IServiceProvider application,
    IHostApplicationLifetime lifetime,
    SessionRegistry sessions)
{
    private readonly HttpServerTransportOptions _options = transportOptions.Value;

    public async Task HandlePostAsync(HttpContext context, JsonRpcMessage message)
    {
        var session = context.Request.Headers.ContainsKey(McpHeaderNames.SessionId)
            ? await FindAsync(context, message)
            : await BeginAsync(context, message);
        if (session is null)
            return;

        using var lease = session.TryAcquire();
        if (lease is null)
        {
            await RefuseUnknownAsync(context, message);
            return;
        }

        var body = new PostResponseBody(context, mapErrorsToStatus: false);
        try
        {
            if (!await session.Transport.HandlePostRequestAsync(message, body, context.RequestAborted))
                context.Response.StatusCode = StatusCodes.Status202Accepted;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // A client that goes away does not cancel a session's request (2025-11-25, "Sending messages"): it may resume.
        }
        catch (OperationCanceledException) when (session.IsClosed)
        {
            await body.CompleteAsync();
            if (!context.Response.HasStarted)
                await RefuseUnknownAsync(context, message);
        }
        finally
        {
            await body.CompleteAsync();
        }
    }

    public async Task HandleGetAsync(HttpContext context)
    {
        if (await FindAsync(context, message: null) is not { } session)
            return;

        using var lease = session.TryAcquire();
        if (lease is null)
        {
            await RefuseUnknownAsync(context, message: null);
            return;
        }

        // A stream has no end of its own, so that of the application ends it.
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, lifetime.ApplicationStopping, session.Closing);
        try
        {
            var lastEventId = context.Request.Headers[McpHeaderNames.LastEventId].ToString();
            await (lastEventId.Length == 0
                ? StreamUnsolicitedAsync(context, session, ended.Token)
                : StreamMissedAsync(context, session, lastEventId, ended.Token));
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The ordinary end of a stream.
        }
    }

    public async Task HandleDeleteAsync(HttpContext context)
    {
        if (await FindAsync(context, message: null) is { } session)
            await sessions.CloseAsync(session.Id);
    }

    private async Task<HttpSession?> FindAsync(HttpContext context, JsonRpcMessage? message)
    {
        var id = context.Request.Headers[McpHeaderNames.SessionId].ToString();
        if (id.Length == 0)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "Bad Request: the Mcp-Session-Id header is required.", message);
            return null;
        }

        if (!sessions.TryGet(id, out var session))
        {
            await RefuseUnknownAsync(context, message);
            return null;
        }

        if (!session.BelongsTo(context.User))
        {
            await RefuseAsync(context, StatusCodes.Status403Forbidden, "Forbidden: another user began this session.", message);
            return null;
        }

        context.Response.Headers[McpHeaderNames.SessionId] = id;
        context.Features.Set(session.Server);
        return session;
    }

    private async Task<HttpSession?> BeginAsync(HttpContext context, JsonRpcMessage message)
    {
        if (message is not JsonRpcRequest { Method: RequestMethods.Initialize })
        {
            await RefuseAsync(
                context,
                StatusCodes.Status400BadRequest,
                "Bad Request: a session begins with an initialize request; other requests need its Mcp-Session-Id header.",
                message);
            return null;
        }

        var options = serverOptions.Value;
        if (_options.ConfigureSessionOptions is { } configure)
        {
            options = optionsFactory.Create(Options.DefaultName);
            await configure(context, options, context.RequestAborted);
        }

        var session = Start(context, options);
        await sessions.AddAsync(session);
        context.Response.Headers[McpHeaderNames.SessionId] = session.Id;
        return session;
    }

    private HttpSession Start(HttpContext context, McpServerOptions options)
    {
        var id = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(16));
        var transport = new StreamableHttpServerTransport(loggerFactory)
        {
            SessionId = id,
            FlowExecutionContextFromRequests = !_options.PerSessionExecutionContext,
            EventStreamStore = _options.EventStreamStore,
        };

        // The application's services: the session outlives this request and its scope.
        var server = McpServer.Create(transport, options, loggerFactory, application);
        context.Features.Set(server);
        var session = new HttpSession(id, transport, server, context.User, sessions.Clock);
        session.Run = _options.RunSessionHandler is { } run ? run(context, server, session.Closing) : server.RunAsync(session.Closing);
        return session;
    }

    private static async Task StreamUnsolicitedAsync(HttpContext context, HttpSession session, CancellationToken cancellationToken)
    {
        if (!session.TryOpenStream())
        {
            await RefuseAsync(
                context,
                StatusCodes.Status400BadRequest,
                "Bad Request: this session has had its stream. Resume it with Last-Event-ID, or begin a new session.",
                message: null);
            return;
        }

        EventStreamResponse.Begin(context);
        await session.Transport.HandleGetRequestAsync(context.Response.Body, cancellationToken);
    }

    private async Task StreamMissedAsync(HttpContext context, HttpSession session, string lastEventId, CancellationToken cancellationToken)
    {
        if (_options.EventStreamStore is not { } store)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "Bad Request: this server keeps no events to resume from.", message: null);
            return;
        }

        var reader = await store.GetStreamReaderAsync(lastEventId, cancellationToken);
        if (reader is null || !string.Equals(reader.SessionId, session.Id, StringComparison.Ordinal))
        {
            // One answer for both, so that nobody learns which events other sessions have.
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "Bad Request: no such Last-Event-ID in this session.", message: null);
            return;
        }

        EventStreamResponse.Begin(context);
        await EventStreamResponse.WriteAsync(context, reader.ReadEventsAsync(cancellationToken), cancellationToken);
    }

    private static Task RefuseUnknownAsync(HttpContext context, JsonRpcMessage? message) => JsonRpcErrorResponse.WriteAsync(
        context, StatusCodes.Status404NotFound, JsonRpcErrorResponse.SessionNotFound, "Session not found", message);

    private static Task RefuseAsync(HttpContext context, int status, string reason, JsonRpcMessage? message) =>
        JsonRpcErrorResponse.WriteAsync(context, status, JsonRpcErrorResponse.TransportError, reason, message);
}
