using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using ModelContextProtocol.AspNetCore.Messages;
using ModelContextProtocol.AspNetCore.Sessions;
using ModelContextProtocol.AspNetCore.Stateless;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace ModelContextProtocol.AspNetCore;

/// <summary>
/// The endpoint: refuses what no server should see, and gives the rest to the stateless half or to the sessions,
/// by revision and <see cref="HttpServerTransportOptions.SessionMode"/>.
/// </summary>
internal sealed class StreamableHttpHandler(
    IOptions<HttpServerTransportOptions> transportOptions,
    IOptions<McpServerOptions> serverOptions,
    StatelessRequestHandler stateless,
    SessionRequestHandler sessions)
{
    private readonly HttpServerSessionMode _mode = transportOptions.Value.SessionMode;

    public async Task HandlePostAsync(HttpContext context)
    {
        if (!RequestMessage.Accepts(context.Request, "application/json") || !RequestMessage.Accepts(context.Request, "text/event-stream"))
        {
            await JsonRpcErrorResponse.WriteAsync(
                context,
                StatusCodes.Status406NotAcceptable,
                JsonRpcErrorResponse.TransportError,
                "Not Acceptable: the client must accept both application/json and text/event-stream.");
            return;
        }

        var revision = context.Request.Headers[McpHeaderNames.ProtocolVersion].ToString();
        if (await RequestMessage.ReadAsync(context, revision) is not { } message)
        {
            await JsonRpcErrorResponse.WriteAsync(
                context, StatusCodes.Status400BadRequest, McpErrorCode.ParseError, "The body is not a JSON-RPC message.");
            return;
        }

        await DispatchAsync(context, message, revision);
    }

    public async Task HandleGetAsync(HttpContext context)
    {
        if (await RefuseWithoutSessionsAsync(context))
            return;
        if (!RequestMessage.Accepts(context.Request, "text/event-stream"))
        {
            await JsonRpcErrorResponse.WriteAsync(
                context,
                StatusCodes.Status406NotAcceptable,
                JsonRpcErrorResponse.TransportError,
                "Not Acceptable: the client must accept text/event-stream.");
            return;
        }

        await sessions.HandleGetAsync(context);
    }

    public async Task HandleDeleteAsync(HttpContext context)
    {
        if (!await RefuseWithoutSessionsAsync(context))
            await sessions.HandleDeleteAsync(context);
    }

    private async Task DispatchAsync(HttpContext context, JsonRpcMessage message, string revision)
    {
        if (revision.Length > 0 && !ProtocolRevisions.IsKnown(revision))
        {
            await JsonRpcErrorResponse.WriteUnsupportedVersionAsync(
                context, revision, ProtocolRevisions.WithRequestMetadata, $"Protocol version '{revision}' is not supported.", message);
        }
        else if (ProtocolRevisions.IsStateless(revision))
        {
            await DispatchStatelessRevisionAsync(context, message, revision);
        }
        else if (RequestMetadata.Revision(message) is { } announced && ProtocolRevisions.IsStateless(announced))
        {
            await RefuseHeadersAsync(context, message, $"The {McpHeaderNames.ProtocolVersion} header does not match _meta: '{announced}'.");
        }
        else if (_mode is HttpServerSessionMode.Stateless)
        {
            await stateless.HandleAsync(context, message, revision);
        }
        else
        {
            await sessions.HandlePostAsync(context, message);
        }
    }

    private async Task DispatchStatelessRevisionAsync(HttpContext context, JsonRpcMessage message, string revision)
    {
        if (_mode is HttpServerSessionMode.Stateful)
        {
            await JsonRpcErrorResponse.WriteUnsupportedVersionAsync(
                context, revision, ProtocolRevisions.WithInitialize, $"This server keeps sessions, which '{revision}' does not have.", message);
        }
        else if (StandardHeaders.FindMismatch(
            context.Request.Headers, message, serverOptions.Value.ToolCollection, serverOptions.Value.RequestHandlers) is { } mismatch)
        {
            await RefuseHeadersAsync(context, message, mismatch);
        }
        else if (message is JsonRpcRequest request && RequestMetadata.FindMissing(request) is { } missing)
        {
            await JsonRpcErrorResponse.WriteAsync(
                context, StatusCodes.Status400BadRequest, McpErrorCode.InvalidParams, $"Requests of '{revision}' must have _meta/{missing}.", message);
        }
        else
        {
            await stateless.HandleAsync(context, message, revision);
        }
    }

    private static Task RefuseHeadersAsync(HttpContext context, JsonRpcMessage message, string mismatch) =>
        JsonRpcErrorResponse.WriteAsync(context, StatusCodes.Status400BadRequest, McpErrorCode.HeaderMismatch, mismatch, message);

    /// <summary>GET and DELETE belong to sessions, which 2026-07-28 does not have: 405, as when they are not mapped at all.</summary>
    private static async ValueTask<bool> RefuseWithoutSessionsAsync(HttpContext context)
    {
        var revision = context.Request.Headers[McpHeaderNames.ProtocolVersion].ToString();
        if (revision.Length == 0)
            return false;

        if (!ProtocolRevisions.IsKnown(revision))
        {
            await JsonRpcErrorResponse.WriteUnsupportedVersionAsync(
                context, revision, ProtocolRevisions.WithInitialize, $"Protocol version '{revision}' is not supported.", request: null);
            return true;
        }

        if (!ProtocolRevisions.IsStateless(revision))
            return false;

        context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        context.Response.Headers.Allow = HttpMethods.Post;
        return true;
    }
}
