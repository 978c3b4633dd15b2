using DeployMcp.Data.OAuth;
using DeployMcp.Server.OAuth.Clients;

namespace DeployMcp.Server.OAuth.Authorize;

/// <summary>What became of an authorization request's parameters.</summary>
internal abstract record CheckedRequest
{
    /// <summary>Who asks or where the answer would go is not certain: the person is told, and nobody else (RFC 6749 section 4.1.2.1).</summary>
    public sealed record Untrusted(string Why) : CheckedRequest;

    /// <summary>The client is told what is wrong with its request.</summary>
    public sealed record Refused(OAuthClient Client, string RedirectUri, string? State, OAuthError Error) : CheckedRequest;

    /// <summary>The person may be asked.</summary>
    public sealed record Fit(OAuthClient Client, PendingRequest Pending) : CheckedRequest;
}
