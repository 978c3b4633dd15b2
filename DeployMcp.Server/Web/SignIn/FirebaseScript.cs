using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DeployMcp.Server.Web.SignIn;

/// <summary>The sign-in page's script: Firebase's own, bundled from npm (see Firebase/package.json), from within the assembly.</summary>
internal static class FirebaseScript
{
    private static readonly Lazy<byte[]> Text = new(Read);

    private static readonly Lazy<string> HashedPath = new(() => $"/assets/firebase-sign-in-{Convert.ToHexStringLower(SHA256.HashData(Text.Value))[..12]}.js");

    public static string Path => HashedPath.Value;

    public static RouteGroupBuilder MapFirebaseScript(this RouteGroupBuilder pages)
    {
        pages.MapGet("/assets/firebase-sign-in-{hash}.js", Get);
        return pages;
    }

    private static Results<FileContentHttpResult, NotFound> Get(HttpContext context)
    {
        if (context.Request.Path != Path)
        {
            return TypedResults.NotFound();
        }

        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return TypedResults.File(Text.Value, "text/javascript; charset=utf-8");
    }

    private static byte[] Read()
    {
        using var stream = typeof(FirebaseScript).Assembly.GetManifestResourceStream("firebase-sign-in.js")!;
        var text = new byte[stream.Length];
        stream.ReadExactly(text);
        return text;
    }
}
