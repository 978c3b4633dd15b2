using DeployMcp.Data.Keys;
using DeployMcp.Server.Web.Layout;

namespace DeployMcp.Server.Web.Settings;

internal static class KeyText
{
    private const string OAuthMarker = "oauth:";

    /// <summary>Who had it made.</summary>
    public static string Origin(ApiKey key) => key.Origin switch
    {
        "settings" => "you, here",
        "development" => "this platform",
        var origin when origin.StartsWith(OAuthMarker, StringComparison.Ordinal) => $"a client that signed in ({VisibleText.FirstLine(origin[OAuthMarker.Length..], 100)})",
        var origin => VisibleText.FirstLine(origin, 100),
    };
}
