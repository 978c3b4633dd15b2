using System.Globalization;

namespace DeployMcp.Server.OAuth;

/// <summary>An answer to a client's program: the error as JSON, never kept by a cache.</summary>
/// <param name="statusCode">400, 401 for a client that is not who it says, 413, 429.</param>
/// <param name="retryAfter">When to come again; null for never with the same.</param>
internal sealed class OAuthRefusal(OAuthError error, int statusCode = StatusCodes.Status400BadRequest, TimeSpan? retryAfter = null) : IResult
{
    public OAuthError Error => error;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var headers = httpContext.Response.Headers;
        headers.CacheControl = "no-store";
        if (retryAfter is { } wait)
        {
            headers.RetryAfter = SecondsOf(wait);
        }

        if (statusCode == StatusCodes.Status401Unauthorized)
        {
            // RFC 6749 section 5.2: for clients that tried the Authorization header; harmless to the others.
            headers.WWWAuthenticate = "Basic realm=\"OAuth clients\"";
        }

        return OAuthJson.Answer(error, statusCode).ExecuteAsync(httpContext);
    }

    /// <summary>As <c>Retry-After</c> has it (RFC 9110 section 10.2.3): whole seconds, at least one.</summary>
    public static string SecondsOf(TimeSpan wait) => Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    public static OAuthRefusal InvalidRequest(string description) => new(new OAuthError("invalid_request", description));

    public static OAuthRefusal InvalidClient(string description) => new(new OAuthError("invalid_client", description), StatusCodes.Status401Unauthorized);

    public static OAuthRefusal InvalidGrant(string description) => new(new OAuthError("invalid_grant", description));
}
