using Microsoft.Net.Http.Headers;

namespace DeployMcp.Server.Web.Layout;

/// <summary>303 (RFC 9110 section 15.4.4): after a form, the page to look at. Reloading that does nothing twice.</summary>
/// <param name="path">A path of this server.</param>
internal sealed class SeeOther(string path) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers[HeaderNames.Location] = path;
        return Task.CompletedTask;
    }
}
