using System.Globalization;

namespace Octokit;

/// <summary>The primary rate limit as an answer's headers tell it; zeros where they don't.</summary>
public class RateLimit
{
    /// <summary>The end of the year 9999.</summary>
    private const long MaxUnixSeconds = 253_402_300_799;

    public RateLimit(IDictionary<string, string> responseHeaders)
    {
        ArgumentNullException.ThrowIfNull(responseHeaders);
        Limit = (int)Number(responseHeaders, "X-RateLimit-Limit");
        Remaining = (int)Number(responseHeaders, "X-RateLimit-Remaining");
        Reset = DateTimeOffset.FromUnixTimeSeconds(Number(responseHeaders, "X-RateLimit-Reset"));
    }

    public int Limit { get; private set; }

    public int Remaining { get; private set; }

    public DateTimeOffset Reset { get; private set; }

    private static long Number(IDictionary<string, string> headers, string name)
        => headers.TryGetValue(name, out var text) && long.TryParse(text, CultureInfo.InvariantCulture, out var number)
            ? Math.Clamp(number, 0, MaxUnixSeconds)
            : 0;
}
