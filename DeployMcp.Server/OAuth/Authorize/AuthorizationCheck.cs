using System.Text.RegularExpressions;
using DeployMcp.Data.OAuth;
using DeployMcp.Domain.Identity;
using DeployMcp.Server.OAuth.Clients;

namespace DeployMcp.Server.OAuth.Authorize;

/// <summary>Holds an authorization request against OAuth 2.1 section 4.1.1, before anyone is asked to sign in.</summary>
internal sealed partial class AuthorizationCheck(ClientDirectory clients, RedirectUriRules rules, Issuer issuer)
{
    /// <summary>It goes through sign-in within a URL, where it grows by its encoding.</summary>
    private const int MaxQueryLength = 3_000;

    /// <summary>Parameters that may come once only (RFC 6749 section 3.1); <c>resource</c> may come more often (RFC 8707).</summary>
    private static readonly string[] Single =
        ["response_type", "response_mode", "state", "scope", "code_challenge", "code_challenge_method", "request", "request_uri"];

    public async Task<CheckedRequest> CheckAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.QueryString.Value?.Length > MaxQueryLength)
        {
            return new CheckedRequest.Untrusted("The request is too long.");
        }

        try
        {
            if (request.Query["client_id"] is not [var id] || await clients.FindAsync(id, cancellationToken) is not { } client)
            {
                return new CheckedRequest.Untrusted("The program that sent you here is not known to this platform. Let it register again.");
            }

            return request.Query["redirect_uri"] is [{ Length: > 0 } uri] && rules.Matches(client.RedirectUris, uri)
                ? Check(request, client, uri)
                : new CheckedRequest.Untrusted($"The program that sent you here calls itself {client.Name}, but wants the answer at an address that {client.Name} has not registered.");
        }
        catch (ClientDocumentException e)
        {
            return new CheckedRequest.Untrusted($"The program that sent you here could not be identified. {e.Message}");
        }
    }

    private CheckedRequest Check(HttpRequest request, OAuthClient client, string redirectUri)
    {
        var query = request.Query;
        var state = query["state"] is [{ } given] && !given.Contains('\0') ? given : null;
        if (FindError(query) is { } error)
        {
            return new CheckedRequest.Refused(client, redirectUri, state, error);
        }

        if (issuer.Resolve(request, query["resource"]) is not { } resource)
        {
            return new CheckedRequest.Refused(client, redirectUri, state, new("invalid_target", "The only resource here is this server's MCP endpoint."));
        }

        return ScopeOf(query["scope"]) is { } scope
            ? new CheckedRequest.Fit(client, new PendingRequest(client.Id, client.Name, redirectUri, state, scope, query["code_challenge"]!, resource))
            : new CheckedRequest.Refused(client, redirectUri, state, new("invalid_scope", $"The scopes are {string.Join(", ", KeyScopes.Wire)}."));
    }

    private static OAuthError? FindError(IQueryCollection query)
    {
        if (Single.Any(name => query[name].Count > 1) || query["state"].ToString().Contains('\0'))
        {
            return new("invalid_request", "A parameter comes more than once, or holds a null character.");
        }

        if (query.ContainsKey("request") || query.ContainsKey("request_uri"))
        {
            return new("request_not_supported", "Request objects are not supported.");
        }

        if (query["response_type"].ToString() is not "code" and var type)
        {
            return type.Length == 0 ? new("invalid_request", "response_type is missing.") : new("unsupported_response_type", "Only response_type=code is supported.");
        }

        if (query["response_mode"].ToString() is not ("" or "query"))
        {
            return new("invalid_request", "Only response_mode=query is supported.");
        }

        return query["code_challenge_method"] == "S256" && Challenge().IsMatch(query["code_challenge"].ToString())
            ? null
            : new("invalid_request", "PKCE is required: code_challenge with code_challenge_method=S256.");
    }

    /// <summary>
    /// The widest of those asked for; all when none is named. Scopes of other servers are left aside, as RFC 6749 section 3.3
    /// allows: the token's answer says what was given. Null when there is none of ours.
    /// </summary>
    private static KeyScope? ScopeOf(string? asked)
        => string.IsNullOrWhiteSpace(asked)
            ? KeyScope.Admin
            : KeyScopes.Widest([.. asked.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(KeyScopes.Wire.Contains)]);

    /// <summary>A SHA-256 in base64url (RFC 7636 section 4.2).</summary>
    [GeneratedRegex("^[A-Za-z0-9_-]{43}$", RegexOptions.NonBacktracking)]
    private static partial Regex Challenge();
}
