using System.Text.Json;
using DeployMcp.LibSql.Databases;
using DeployMcp.LibSql.Hrana;
using DeployMcp.LibSql.Hrana.Json;
using DeployMcp.LibSql.Streams;
using DeployMcp.LibSql.Tokens;
using Microsoft.Net.Http.Headers;

namespace DeployMcp.LibSql.Pipelines;

/// <summary>What pipelines and cursors have in common: who asks for what, the stream, and how it ends.</summary>
internal sealed partial class HranaHttp(DatabaseRegistry databases, TokenService tokens, StreamTable streams, ILogger<HranaHttp> logger)
{
    /// <summary>A pipeline's answer may be taken back up to this many bytes; a statement that fails later breaks the response off.</summary>
    public const int RewindBytes = 1024 * 1024;

    /// <summary>Reads the request, runs it on its stream, and turns every refusal into an answer.</summary>
    /// <param name="limit">Bytes that are kept before they are sent.</param>
    public async Task ServeAsync<T>(
        HttpContext context, int limit, Func<JsonElement, T> read, Func<T, string?> baton, Func<HranaExchange<T>, Task> serve)
    {
        using var output = new JsonOutput((bytes, token) => DrainAsync(context, bytes, token), limit);
        try
        {
            var (database, access) = Authenticate(context);
            using var document = await ReadBodyAsync(context);
            var request = read(document.RootElement);
            await OnStreamAsync(context, streams.Acquire(database, baton(request)), stream => serve(new HranaExchange<T>(context, request, stream.Exchange(access, output, streams))));
        }
        catch (HranaRefusedException e) when (!context.Response.HasStarted)
        {
            await RefuseAsync(context, e);
            return;
        }
        catch (Exception e) when (e is ResponseTornException or HranaRefusedException)
        {
            LogTorn(logger, e);
            context.Abort();
            return;
        }
        catch (OperationCanceledException)
        {
            // The client went away, or its database did.
            context.Abort();
            return;
        }

        await FinishAsync(context, output);
    }

    public static async Task RefuseAsync(HttpContext context, HranaRefusedException refusal)
    {
        context.Response.StatusCode = refusal.Status;
        if (refusal.Status == StatusCodes.Status401Unauthorized)
            context.Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
        using var output = new JsonOutput(drain: null, RewindBytes);
        JsonValues.Error(output, refusal.Error);
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(output.Rest);
    }

    private async Task OnStreamAsync(HttpContext context, HttpStream stream, Func<HttpStream, Task> serve)
    {
        var (hasTurn, isDone) = (false, false);
        try
        {
            await stream.Stream.EnterAsync(context.RequestAborted);
            hasTurn = true;
            await serve(stream);
            isDone = true;
        }
        finally
        {
            if (!isDone)
                streams.Forget(stream);
            if (!isDone && hasTurn)
                stream.Stream.Close();
            if (hasTurn)
                stream.Stream.Leave();
            else
                stream.Stream.CloseIfIdle();
        }
    }

    private (Database Database, TokenAccess Access) Authenticate(HttpContext context)
    {
        var name = DatabaseAddress.Resolve(context);
        databases.TryGet(name, out var database);
        var claims = tokens.CheckHeader(context.Request.Headers.Authorization, name, database);
        return (database!, claims.Permits);
    }

    private static async Task<JsonDocument> ReadBodyAsync(HttpContext context)
    {
        try
        {
            return await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        }
        catch (JsonException e)
        {
            throw JsonInput.Malformed(e.Message);
        }
        catch (BadHttpRequestException e)
        {
            throw new HranaRefusedException(e.StatusCode, "REQUEST_TOO_LARGE", e.Message);
        }
    }

    private static async ValueTask DrainAsync(HttpContext context, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        context.Response.ContentType ??= "application/json";
        await context.Response.Body.WriteAsync(bytes, cancellationToken);
        await context.Response.Body.FlushAsync(cancellationToken);
    }

    private static async Task FinishAsync(HttpContext context, JsonOutput output)
    {
        context.Response.ContentType ??= "application/json";
        if (!output.HasDrained)
            context.Response.ContentLength = output.Rest.Length;
        await context.Response.Body.WriteAsync(output.Rest, context.RequestAborted);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A response was broken off")]
    private static partial void LogTorn(ILogger logger, Exception exception);
}
