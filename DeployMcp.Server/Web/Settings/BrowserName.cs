namespace DeployMcp.Server.Web.Settings;

/// <summary>What a person calls the browser with this <c>User-Agent</c>. A hint to recognise one's own by, nothing to rely on.</summary>
internal static class BrowserName
{
    /// <summary>Each names itself beside those that it is like, so the special ones come first.</summary>
    private static readonly (string Sign, string Name)[] Browsers =
        [("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"), ("curl/", "curl")];

    private static readonly (string Sign, string Name)[] Systems =
        [("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("Linux", "Linux")];

    public static string Of(string? userAgent)
        => (Find(Browsers, userAgent), Find(Systems, userAgent)) switch
        {
            (null, null) => "An unknown browser",
            (var browser, null) => browser!,
            (null, var system) => $"A browser on {system}",
            var (browser, system) => $"{browser} on {system}",
        };

    private static string? Find((string Sign, string Name)[] known, string? userAgent)
        => known.FirstOrDefault(k => userAgent?.Contains(k.Sign, StringComparison.Ordinal) == true).Name;
}
