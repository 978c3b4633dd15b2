namespace DeployMcp.Server.OAuth;

/// <summary>303: the browser goes there with GET and leaves the form behind (RFC 9700 section 4.12).</summary>
internal sealed class SeeOther(string url) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = url;
        return Task.CompletedTask;
    }
}
