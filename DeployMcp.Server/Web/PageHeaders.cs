namespace DeployMcp.Server.Web;

/// <summary>What keeps a page to itself: nothing runs, loads or frames it but this server's own.</summary>
internal static class PageHeaders
{
    public const string ContentSecurityPolicy =
        "default-src 'none'; style-src 'self'; img-src 'self'; connect-src 'self'; script-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>For every endpoint of a group that answers with pages.</summary>
    public static RouteGroupBuilder WithPageHeaders(this RouteGroupBuilder group)
    {
        group.AddEndpointFilter((context, next) =>
        {
            var headers = context.HttpContext.Response.Headers;
            headers.ContentSecurityPolicy = ContentSecurityPolicy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers.CacheControl = "no-cache, no-store";
            return next(context);
        });
        return group;
    }
}
