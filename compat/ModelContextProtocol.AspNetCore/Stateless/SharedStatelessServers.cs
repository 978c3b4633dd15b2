// The only filter around both a tool's result and what may stand for it (Core marks it as experimental, MCPEXP002).
#pragma warning disable MCPEXP002
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ModelContextProtocol.AspNetCore.Messages;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace ModelContextProtocol.AspNetCore.Stateless;

/// <summary>
/// One long-lived server per revision for requests that leave no trace in it. Upstream builds options, handlers and a
/// message loop anew for each stateless request, which costs more than the request itself.
/// </summary>
internal sealed class SharedStatelessServers(
    IOptionsFactory<McpServerOptions> optionsFactory, ILoggerFactory loggerFactory, IServiceProvider application) : IAsyncDisposable
{
    // At most one entry per known revision, and one for requests that name none.
    private readonly ConcurrentDictionary<string, Lazy<SharedServer>> _servers = new(StringComparer.Ordinal);

    /// <summary>
    /// Whether a server can be shared for <paramref name="request"/>. Others change the server that they meet
    /// (<c>initialize</c>, <c>logging/setLevel</c>), outlive their answer (<c>subscriptions/listen</c>) or are the application's own.
    /// </summary>
    public static bool Serves(JsonRpcRequest request) => request.Method is
        RequestMethods.ToolsCall or RequestMethods.ToolsList or RequestMethods.ServerDiscover or RequestMethods.Ping
        or RequestMethods.PromptsGet or RequestMethods.PromptsList
        or RequestMethods.ResourcesRead or RequestMethods.ResourcesList or RequestMethods.ResourcesTemplatesList
        or RequestMethods.CompletionComplete;

    public async Task HandleAsync(HttpContext context, JsonRpcRequest request, string revision, PostResponseBody body)
    {
        var server = _servers.GetOrAdd(revision, static (_, self) => new Lazy<SharedServer>(self.Start), this).Value;
        var exchange = new StatelessExchange(context, body);
        StatelessExchange.Current = exchange;
        try
        {
            var post = server.Transport.HandlePostRequestAsync(request, body, context.RequestAborted);

            // With the answer written and its handler at its end, what is left of the post touches nothing of this request.
            if (await Task.WhenAny(post, exchange.Handled) == post || !body.IsAnswered)
                await post;
        }
        finally
        {
            await exchange.LeaveAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.Values.Where(server => server.IsValueCreated))
            await server.Value.DisposeAsync();
    }

    private SharedServer Start()
    {
        var options = optionsFactory.Create(Options.DefaultName);
        options.ScopeRequests = false;
        options.Filters.Message.IncomingFilters.Insert(0, RunWithinExchange);
        options.Filters.Request.CallToolWithAlternateFilters.Insert(0, WithholdResultAsync);

        // A server lives longer than the request that happens to be its first.
        using var flow = ExecutionContext.SuppressFlow();
        var transport = new StreamableHttpServerTransport(loggerFactory) { Stateless = true, FlowExecutionContextFromRequests = true };
        var server = McpServer.Create(transport, options, loggerFactory, new ExchangeServices(application));
        return new SharedServer(transport, server, Task.Run(() => server.RunAsync()));
    }

    /// <summary>Ties a handler to its own request: it is cancelled with it, and the request waits for it.</summary>
    private static McpMessageHandler RunWithinExchange(McpMessageHandler next) => async (message, cancellationToken) =>
    {
        if (StatelessExchange.Current is not { } exchange)
        {
            await next(message, cancellationToken);
            return;
        }

        if (!exchange.TryBegin())
            throw new OperationCanceledException(exchange.Aborted);

        try
        {
            await next(message, exchange.Aborted);
        }
        finally
        {
            exchange.End();
        }
    };

    /// <summary>
    /// Keeps what a tool returns out of Core's hands, which would write and parse it twice more on its way to the body. Outside
    /// of the application's own filters: they see what the tool returned.
    /// </summary>
    private static async ValueTask<ResultOrAlternate<CallToolResult>> WithholdResultAsync(
        RequestContext<CallToolRequestParams> request,
        McpRequestHandler<CallToolRequestParams, ResultOrAlternate<CallToolResult>> next,
        CancellationToken cancellationToken)
    {
        var answer = await next(request, cancellationToken);
        return answer is { IsAlternate: false, Result: { } result } && StatelessExchange.Current is { } exchange ? exchange.Body.Withhold(result) : answer;
    }

    private sealed record SharedServer(StreamableHttpServerTransport Transport, McpServer Server, Task Run) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Transport.DisposeAsync();
            await Run;
            await Server.DisposeAsync();
        }
    }
}
