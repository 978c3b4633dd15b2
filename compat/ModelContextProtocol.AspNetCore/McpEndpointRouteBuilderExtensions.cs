using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Protocol;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the MCP endpoint.</summary>
public static class McpEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps MCP over Streamable HTTP at <paramref name="pattern"/>: POST, and GET and DELETE unless the server is
    /// <see cref="HttpServerSessionMode.Stateless"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException"><c>WithHttpTransport</c> has not been called.</exception>
    public static IEndpointConventionBuilder MapMcp(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern = "")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var handler = endpoints.ServiceProvider.GetService<StreamableHttpHandler>()
            ?? throw new InvalidOperationException("MapMcp needs builder.Services.AddMcpServer().WithHttpTransport() at start-up.");
        var options = endpoints.ServiceProvider.GetRequiredService<IOptions<HttpServerTransportOptions>>().Value;

        var group = endpoints.MapGroup(pattern);
        var transport = group.MapGroup("")
            .WithDisplayName(builder => $"MCP Streamable HTTP | {builder.DisplayName}")
            .WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status404NotFound, typeof(JsonRpcError), ["application/json"]));

        transport.MapPost("", new RequestDelegate(handler.HandlePostAsync))
            .WithMetadata(new AcceptsMetadata(["application/json"]))
            .WithMetadata(new ProducesResponseTypeMetadata(
                StatusCodes.Status200OK, type: null, ["application/json", "text/event-stream"]))
            .WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status202Accepted));

        if (options.SessionMode is not HttpServerSessionMode.Stateless)
        {
            transport.MapGet("", new RequestDelegate(handler.HandleGetAsync))
                .WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, type: null, ["text/event-stream"]));
            transport.MapDelete("", new RequestDelegate(handler.HandleDeleteAsync));
        }

        return group;
    }
}
