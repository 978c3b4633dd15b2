using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DeployMcp.Server.Web.Layout;

/// <summary>The pages' one style sheet, from within the assembly. Its hash is in its name, so browsers keep it for good.</summary>
internal static class StyleSheet
{
    private static readonly byte[] Text = Read();

    public static string Path { get; } = $"/assets/site-{Convert.ToHexStringLower(SHA256.HashData(Text))[..12]}.css";

    public static WebApplication MapStyleSheet(this WebApplication app)
    {
        app.MapGet(Path, Get);
        return app;
    }

    private static FileContentHttpResult Get(HttpContext context)
    {
        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return TypedResults.File(Text, "text/css; charset=utf-8");
    }

    private static byte[] Read()
    {
        using var stream = typeof(StyleSheet).Assembly.GetManifestResourceStream("site.css")!;
        var text = new byte[stream.Length];
        stream.ReadExactly(text);
        return text;
    }
}
