using DeployMcp.GraphQL;
using DeployMcp.GraphQL.Execution;
using DeployMcp.GraphQL.Http;
using DeployMcp.Server.Auth;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Net.Http.Headers;

namespace DeployMcp.Server.GraphQL;

/// <summary>
/// <c>POST /graphql</c> by the GraphQL over HTTP specification: JSON in, <c>application/graphql-response+json</c> or
/// <c>application/json</c> out, whichever is preferred. 401 without a caller, 403 for a forged one, 405, 406 and 415 for what isn't
/// spoken here, 400 for what is no request.
/// </summary>
internal sealed class GraphQLEndpoint(ProductSchema schema, GraphQLAuthentication authentication, FieldFaults faults)
{
    public async Task HandleAsync(HttpContext context)
    {
        var accepted = MediaType.Negotiate(context.Request.Headers.Accept);
        var type = accepted ?? MediaType.Json;
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.Headers.Allow = HttpMethods.Post;
            await RefuseAsync(context, type, StatusCodes.Status405MethodNotAllowed, "METHOD_NOT_ALLOWED", "GraphQL is served to POST only. Next: send {\"query\": \"…\"} by POST.");
            return;
        }

        var (caller, isForged) = await authentication.FindAsync(context);
        if (caller is null)
        {
            await RefuseCallerAsync(context, type, isForged);
        }
        else if (accepted is null)
        {
            await RefuseAsync(context, type, StatusCodes.Status406NotAcceptable, "NOT_ACCEPTABLE", $"Answers are {MediaType.GraphQL.Name} or {MediaType.Json.Name}. Next: accept one of them.");
        }
        else if (!MediaType.IsJson(context.Request.ContentType))
        {
            await RefuseAsync(context, type, StatusCodes.Status415UnsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE", "Requests are JSON in UTF-8. Next: send it with Content-Type: application/json.");
        }
        else
        {
            await RunAsync(context, caller, type);
        }
    }

    private async Task RunAsync(HttpContext context, Caller caller, MediaType type)
    {
        GraphQLRequest request;
        try
        {
            request = GraphQLRequest.Read(await ReadAsync(context.Request, context.RequestAborted));
        }
        catch (GraphQLRequestException e)
        {
            await WriteAsync(context, type, StatusCodes.Status400BadRequest, ExecutionResult.RequestError(e.Errors));
            return;
        }

        using var call = new GraphQLCall(caller);
        var result = await schema.Engine.RunAsync(request, call, faults.Tell, context.RequestAborted);
        await WriteAsync(context, type, type.StatusOf(result.HasData), result);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken);
        return body.ToArray();
    }

    private static async Task RefuseCallerAsync(HttpContext context, MediaType type, bool isForged)
    {
        if (isForged)
        {
            await RefuseAsync(
                context, type, StatusCodes.Status403Forbidden, FieldFaults.Forbidden,
                "A request with the session's cookie must come from this server's own pages. Next: send an API key as Authorization: Bearer instead.");
            return;
        }

        // The challenge names the ways in, as on /mcp.
        await context.ChallengeAsync(ApiKeyAuthenticationHandler.SchemeName);
        await RefuseAsync(
            context, type, context.Response.StatusCode, "UNAUTHENTICATED",
            "No live API key came with the request. Next: send one as Authorization: Bearer dk_live_…; keys are made on the platform's settings page.");
    }

    private static Task RefuseAsync(HttpContext context, MediaType type, int status, string code, string message)
        => WriteAsync(context, type, status, ExecutionResult.RequestError([new GraphQLError(message, [], Code: code)]));

    private static async Task WriteAsync(HttpContext context, MediaType type, int status, ExecutionResult result)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type.ContentType;
        context.Response.Headers[HeaderNames.CacheControl] = "no-store";
        context.Response.Headers[HeaderNames.Vary] = HeaderNames.Accept;
        await context.Response.Body.WriteAsync(ResponseWriter.Write(result), context.RequestAborted);
    }
}
