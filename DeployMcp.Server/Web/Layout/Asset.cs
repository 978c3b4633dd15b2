using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DeployMcp.Server.Web.Layout;

/// <summary>A file that pages load, from within the assembly. Its hash is in its name, so browsers keep it for good.</summary>
internal sealed class Asset
{
    private readonly string _contentType;
    private readonly byte[] _content;

    /// <param name="file">As the project embeds it; its name and ending become the URL's.</param>
    private Asset(string file, string contentType)
    {
        _contentType = contentType;
        _content = Read(file);
        var dot = file.LastIndexOf('.');
        Path = $"/assets/{file[..dot]}-{Convert.ToHexStringLower(SHA256.HashData(_content))[..12]}{file[dot..]}";
    }

    public static Asset StyleSheet { get; } = new("site.css", "text/css; charset=utf-8");

    /// <summary>Keeps what a page shows current while something is in progress.</summary>
    public static Asset LiveScript { get; } = new("live.js", "text/javascript; charset=utf-8");

    public static Asset Icon { get; } = new("icon.svg", "image/svg+xml");

    public string Path { get; }

    public static WebApplication MapAll(WebApplication app)
    {
        foreach (var asset in (Asset[])[StyleSheet, LiveScript, Icon])
        {
            app.MapGet(asset.Path, asset.Get);
        }

        return app;
    }

    private FileContentHttpResult Get(HttpContext context)
    {
        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.File(_content, _contentType);
    }

    private static byte[] Read(string file)
    {
        using var stream = typeof(Asset).Assembly.GetManifestResourceStream(file)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
