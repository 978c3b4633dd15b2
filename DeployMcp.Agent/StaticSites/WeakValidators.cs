using Microsoft.Extensions.Primitives;

namespace DeployMcp.Agent.StaticSites;

/// <summary>
/// A compressed response has other bytes than the file, so its entity tag must be weak (RFC 9110 section 8.8.1); and when it
/// comes back in If-None-Match, the comparison is a weak one (section 13.1.2).
/// </summary>
internal static class WeakValidators
{
    private const string Weak = "W/";

    public static IApplicationBuilder UseWeakValidators(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var headers = context.Request.Headers;
        if (headers.IfNoneMatch.Count > 0)
            headers.IfNoneMatch = new StringValues([.. headers.IfNoneMatch.Select(tags => tags?.Replace(Weak, "", StringComparison.Ordinal))]);

        context.Response.OnStarting(() =>
        {
            var response = context.Response.Headers;
            if (response.ContentEncoding.Count > 0 && response.ETag.Count > 0 && !response.ETag.ToString().StartsWith(Weak, StringComparison.Ordinal))
                response.ETag = Weak + response.ETag.ToString();

            return Task.CompletedTask;
        });
        return next(context);
    });
}
