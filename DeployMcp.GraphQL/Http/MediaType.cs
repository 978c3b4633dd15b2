using System.Globalization;

namespace DeployMcp.GraphQL.Http;

/// <summary>The media types of responses (GraphQL over HTTP, section "Media Types") and the status codes that go with them.</summary>
public sealed class MediaType
{
    private MediaType(string name, bool isLegacy)
    {
        Name = name;
        IsLegacy = isLegacy;
    }

    public static MediaType GraphQL { get; } = new("application/graphql-response+json", isLegacy: false);

    /// <summary>Its answers to well-formed requests are 200 whatever came of them.</summary>
    public static MediaType Json { get; } = new("application/json", isLegacy: true);

    public string Name { get; }

    private bool IsLegacy { get; }

    public string ContentType => $"{Name}; charset=utf-8";

    /// <summary>The status of a response to a well-formed request.</summary>
    /// <param name="hasData">Whether it was executed, with whatever outcome.</param>
    public int StatusOf(bool hasData) => hasData || IsLegacy ? 200 : 400;

    /// <summary>The one that an <c>Accept</c> header prefers (RFC 9110 section 12.5.1); null when it takes neither.</summary>
    /// <param name="accept">
    /// Without a header this specification's own type is meant (section "Legacy watershed"). Who takes anything, as many clients say
    /// without meaning it, gets plain JSON.
    /// </param>
    public static MediaType? Negotiate(string? accept)
    {
        if (string.IsNullOrWhiteSpace(accept))
        {
            return GraphQL;
        }

        var ranges = accept.Split(',').Select(Range).ToList();
        var (best, quality) = new[] { Json, GraphQL }
            .Select(type => (Type: type, Quality: ranges.Where(r => r.Fits(type)).OrderByDescending(r => r.Precision).Select(r => r.Quality).FirstOrDefault()))
            .MaxBy(candidate => candidate.Quality);
        return quality > 0 ? First(ranges, quality) ?? best : null;
    }

    /// <summary>Of two that are as welcome, the one that is named first.</summary>
    private static MediaType? First(List<AcceptRange> ranges, double quality)
        => ranges.FirstOrDefault(r => r.Quality >= quality && r.Precision == 2 && (r.Fits(GraphQL) || r.Fits(Json))) is { } named
            ? named.Fits(GraphQL) ? GraphQL : Json
            : null;

    /// <summary>Whether a request's body is JSON in UTF-8 by its <c>Content-Type</c>.</summary>
    public static bool IsJson(string? contentType)
    {
        var parts = (contentType ?? "").Split(';', StringSplitOptions.TrimEntries);
        var charset = parts.Skip(1).FirstOrDefault(p => p.StartsWith("charset=", StringComparison.OrdinalIgnoreCase));
        return parts[0].Equals(Json.Name, StringComparison.OrdinalIgnoreCase)
            && (charset is null || charset["charset=".Length..].Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase));
    }

    private static AcceptRange Range(string text)
    {
        var parts = text.Split(';', StringSplitOptions.TrimEntries);
        var quality = parts.Skip(1).FirstOrDefault(p => p.StartsWith("q=", StringComparison.OrdinalIgnoreCase));
        return new AcceptRange(
            parts[0].ToLowerInvariant(),
            quality is null ? 1 : double.TryParse(quality[2..], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var q) ? q : 0);
    }

    private sealed record AcceptRange(string Range, double Quality)
    {
        public int Precision => Range == "*/*" ? 0 : Range.EndsWith("/*", StringComparison.Ordinal) ? 1 : 2;

        public bool Fits(MediaType type) => Range == "*/*" || Range == "application/*" || Range == type.Name;
    }
}
