using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ModelContextProtocol.AspNetCore.Messages;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace ModelContextProtocol.AspNetCore.Stateless;

/// <summary>Answers a POST that belongs to no session: from a shared server where that is invisible, else from one of its own.</summary>
internal sealed class StatelessRequestHandler(
    IOptions<HttpServerTransportOptions> transportOptions,
    IOptionsFactory<McpServerOptions> optionsFactory,
    ILoggerFactory loggerFactory,
    SharedStatelessServers sharedServers)
{
    private readonly HttpServerTransportOptions _options = transportOptions.Value;

    public async Task HandleAsync(HttpContext context, JsonRpcMessage message, string revision)
    {
        if (!ProtocolRevisions.IsStateless(revision) && context.Request.Headers.ContainsKey(McpHeaderNames.SessionId))
        {
            await JsonRpcErrorResponse.WriteAsync(
                context,
                StatusCodes.Status400BadRequest,
                JsonRpcErrorResponse.TransportError,
                "Bad Request: this server keeps no sessions, so the Mcp-Session-Id header means nothing to it.",
                message);
            return;
        }

        var body = new PostResponseBody(context, mapErrorsToStatus: ProtocolRevisions.IsStateless(revision));
        try
        {
            if (message is JsonRpcRequest request && CanShare(request, revision))
                await sharedServers.HandleAsync(context, request, revision, body);
            else
                await HandleAloneAsync(context, message, body);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone, and its handler has been cancelled: nobody is left to answer.
        }
        finally
        {
            await body.CompleteAsync();
        }
    }

    /// <summary>A request that names two revisions is refused by Core; it must not be the one that sets a shared server's revision.</summary>
    private bool CanShare(JsonRpcRequest request, string revision) =>
        _options is { ConfigureSessionOptions: null, RunSessionHandler: null }
        && SharedStatelessServers.Serves(request)
        && (RequestMetadata.Revision(request) ?? revision) == revision;

    private Task RunAsync(HttpContext context, McpServer server, CancellationToken cancellationToken) =>
        _options.RunSessionHandler is { } run ? run(context, server, cancellationToken) : server.RunAsync(cancellationToken);

    private async Task HandleAloneAsync(HttpContext context, JsonRpcMessage message, PostResponseBody body)
    {
        var options = optionsFactory.Create(Options.DefaultName);
        options.ScopeRequests = false;
        if (_options.ConfigureSessionOptions is { } configure)
            await configure(context, options, context.RequestAborted);

        await using var transport = new StreamableHttpServerTransport(loggerFactory) { Stateless = true };
        await using var server = McpServer.Create(transport, options, loggerFactory, context.RequestServices);
        context.Features.Set(server);
        var run = RunAsync(context, server, context.RequestAborted);
        try
        {
            if (!await transport.HandlePostRequestAsync(message, body, context.RequestAborted))
                context.Response.StatusCode = StatusCodes.Status202Accepted;
        }
        finally
        {
            // Ends the message loop once it has handled what it holds; a notification's handler thus runs to its end.
            await transport.DisposeAsync();
            await run;
        }
    }
}
