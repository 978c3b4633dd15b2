using Microsoft.Net.Http.Headers;

namespace DeployMcp.Server.Web.Layout;

/// <summary>
/// 303 (RFC 9110 section 15.4.4): after a form, the page to look at. Reloading that does nothing twice, and the form is left
/// behind, also where the way leads to another server (RFC 9700 section 4.12).
/// </summary>
/// <param name="url">A path of this server, or a URL that was checked.</param>
internal sealed class SeeOther(string url) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers[HeaderNames.Location] = url;
        return Task.CompletedTask;
    }
}
