namespace ModelContextProtocol.AspNetCore.Messages;

/// <summary>The revisions of MCP that this transport serves. They are ISO dates, so ordinal order is chronological.</summary>
internal static class ProtocolRevisions
{
    /// <summary>The first revision without <c>initialize</c> and sessions: each request carries its own metadata.</summary>
    public const string FirstStateless = "2026-07-28";

    /// <summary>The revisions that begin with <c>initialize</c>.</summary>
    public static readonly string[] WithInitialize = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"];

    /// <summary>The revisions whose requests carry <c>_meta</c>; the ones that <c>server/discover</c> lists.</summary>
    public static readonly string[] WithRequestMetadata = [FirstStateless];

    public static bool IsKnown(string revision) =>
        WithRequestMetadata.Contains(revision, StringComparer.Ordinal) || WithInitialize.Contains(revision, StringComparer.Ordinal);

    public static bool IsStateless(string revision) => string.CompareOrdinal(revision, FirstStateless) >= 0;
}
