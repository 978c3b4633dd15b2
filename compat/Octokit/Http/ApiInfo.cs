namespace Octokit;

/// <summary>What an answer's headers say beside its body.</summary>
public class ApiInfo(IDictionary<string, Uri> links, string? etag, RateLimit rateLimit)
{
    /// <summary>By relation (RFC 8288): <c>next</c>, <c>last</c>, and so on.</summary>
    public IReadOnlyDictionary<string, Uri> Links { get; private set; } = links.AsReadOnly();

    public string? Etag { get; private set; } = etag;

    public RateLimit RateLimit { get; private set; } = rateLimit;
}
