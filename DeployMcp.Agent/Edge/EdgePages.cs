namespace DeployMcp.Agent.Edge;

/// <summary>The edge's own answers: one plain line, nothing about what is behind it.</summary>
internal static class EdgePages
{
    public static Task NotFoundAsync(HttpContext context) => WriteAsync(context, StatusCodes.Status404NotFound, "No service has this address.");

    public static Task BadGatewayAsync(HttpContext context) => WriteAsync(context, StatusCodes.Status502BadGateway, "The service did not answer this request.");

    public static Task BadRequestAsync(HttpContext context) => WriteAsync(context, StatusCodes.Status400BadRequest, "This request can't be passed on.");

    public static Task UnavailableAsync(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "2";
        return WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "The service is not running right now. Try again in a moment.");
    }

    private static Task WriteAsync(HttpContext context, int status, string line)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(line + "\n", context.RequestAborted);
    }
}
