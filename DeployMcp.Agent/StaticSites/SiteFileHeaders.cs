using System.Text.RegularExpressions;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace DeployMcp.Agent.StaticSites;

/// <summary>Content types and cache headers of a site's files.</summary>
internal static partial class SiteFileHeaders
{
    /// <summary>A name with a content hash means the same bytes for good; still short, since the guess may be wrong.</summary>
    private const string HashedAsset = "public, max-age=3600";

    private const string AskAgain = "no-cache";

    public static FileExtensionContentTypeProvider ContentTypes()
    {
        var types = new FileExtensionContentTypeProvider();
        types.Mappings[".mjs"] = "text/javascript";
        types.Mappings[".map"] = "application/json";
        types.Mappings[".md"] = "text/markdown";
        types.Mappings[".avif"] = "image/avif";
        types.Mappings[".webmanifest"] = "application/manifest+json";
        foreach (var (extension, type) in types.Mappings.ToList())
        {
            if (IsText(type))
                types.Mappings[extension] = type + "; charset=utf-8";
        }

        return types;
    }

    public static void Set(StaticFileResponseContext file)
    {
        var headers = file.Context.Response.Headers;
        headers.CacheControl = HashedName().IsMatch(file.File.Name) ? HashedAsset : AskAgain;
        headers[HeaderNames.XContentTypeOptions] = "nosniff";
        if (file.Context.Items.ContainsKey(StaticSitePipeline.IsNotFoundPage))
            file.Context.Response.StatusCode = StatusCodes.Status404NotFound;
    }

    private static bool IsText(string type)
        => type.StartsWith("text/", StringComparison.Ordinal) || type is "application/json" or "application/manifest+json" or "application/xml"
            or "application/javascript" or "image/svg+xml" or "application/xhtml+xml" or "application/rss+xml" or "application/atom+xml";

    /// <summary>As bundlers write them, for example index-DiwrgTda.js or main.5f3a9c21.css: eight or more characters, a digit or capital among them.</summary>
    [GeneratedRegex(@"[.-](?=[A-Za-z0-9_-]*[0-9A-Z])[A-Za-z0-9_-]{8,}\.(?!html?$)[a-z0-9]+$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex HashedName();
}
