using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Microsoft.Net.Http.Headers;

namespace DeployMcp.Agent.StaticSites;

/// <summary>How a site answers: compression, index pages, files, and what to say when there is no file.</summary>
internal static class StaticSitePipeline
{
    public const string IsNotFoundPage = "DeployMcp.NotFoundPage";

    private const string Index = "/index.html";
    private const string NotFound = "/404.html";

    private static readonly FileExtensionContentTypeProvider Types = SiteFileHeaders.ContentTypes();

    public static RequestDelegate Build(IServiceProvider services, IFileProvider files, bool singlePageApp)
    {
        var options = new StaticFileOptions
        {
            FileProvider = files,
            ContentTypeProvider = Types,
            ServeUnknownFileTypes = true,
            DefaultContentType = "application/octet-stream",
            OnPrepareResponse = SiteFileHeaders.Set,
        };
        var file = new ApplicationBuilder(services).UseStaticFiles(options).Build();
        var site = new ApplicationBuilder(services);
        site.UseWeakValidators();
        site.UseResponseCompression();
        site.Use((context, next) => HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method) ? next(context) : RefuseAsync(context));
        site.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files, DefaultFileNames = ["index.html"] });
        site.UseStaticFiles(options);
        site.Run(context => ServeInsteadAsync(context, files, file, singlePageApp));
        return site.Build();
    }

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        context.Response.Headers.Allow = "GET, HEAD";
        return Task.CompletedTask;
    }

    private static Task ServeInsteadAsync(HttpContext context, IFileProvider files, RequestDelegate file, bool singlePageApp)
    {
        var path = context.Request.Path.Value ?? "/";
        // Site generators write about.html for /about.
        if (!path.EndsWith('/') && files.GetFileInfo(path + ".html").Exists)
            return ServeAsync(context, file, path + ".html");

        if (singlePageApp && !SiteFileProvider.IsHidden(path) && MayBeAPage(context.Request, path) && files.GetFileInfo(Index).Exists)
            return ServeAsync(context, file, Index);

        if (!files.GetFileInfo(NotFound).Exists)
            return WriteNotFoundAsync(context);

        // No "not modified" and no part of it: the answer is that the page is not there.
        foreach (var header in new[] { HeaderNames.IfNoneMatch, HeaderNames.IfModifiedSince, HeaderNames.IfMatch, HeaderNames.IfUnmodifiedSince, HeaderNames.Range })
        {
            context.Request.Headers.Remove(header);
        }

        context.Items[IsNotFoundPage] = true;
        return ServeAsync(context, file, NotFound);
    }

    /// <summary>A script or picture that is missing is missing: the app's page in its place would be taken for it. Browsers say when they want a page.</summary>
    private static bool MayBeAPage(HttpRequest request, string path)
        => !Types.TryGetContentType(path, out var type) || type.StartsWith("text/html", StringComparison.Ordinal)
            || request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    private static Task ServeAsync(HttpContext context, RequestDelegate file, string path)
    {
        context.Request.Path = path;
        return file(context);
    }

    private static Task WriteNotFoundAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync("There is no such page.\n", context.RequestAborted);
    }
}
