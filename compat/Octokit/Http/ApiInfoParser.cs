using System.Text.RegularExpressions;

namespace Octokit.Internal;

internal static partial class ApiInfoParser
{
    public static ApiInfo Parse(IDictionary<string, string> headers)
    {
        var links = new Dictionary<string, Uri>(StringComparer.OrdinalIgnoreCase);
        if (headers.TryGetValue("Link", out var text))
        {
            foreach (Match link in LinkPattern().Matches(text))
            {
                links[link.Groups["rel"].Value] = new Uri(link.Groups["url"].Value);
            }
        }

        return new ApiInfo(links, headers.TryGetValue("ETag", out var etag) ? etag : null, new RateLimit(headers));
    }

    [GeneratedRegex("<(?<url>[^>]+)>\\s*;\\s*rel=\"(?<rel>[a-z]+)\"", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex LinkPattern();
}
