using DeployMcp.Data.OAuth;

namespace DeployMcp.Server.OAuth.Clients;

/// <summary>What a client sends to register (RFC 7591 section 2). What else it says is left aside.</summary>
internal sealed record RegistrationRequest(
    string? ClientName,
    IReadOnlyList<string?>? RedirectUris,
    string? TokenEndpointAuthMethod,
    IReadOnlyList<string?>? GrantTypes,
    IReadOnlyList<string?>? ResponseTypes);

internal static class RegistrationRules
{
    public const int MaxRedirectUris = 20;

    private static readonly string[] GrantTypes = ["authorization_code", "refresh_token"];

    /// <summary>What is wrong with it; null when nothing is (RFC 7591 section 3.2.2).</summary>
    public static OAuthError? Check(RegistrationRequest request, RedirectUriRules rules)
    {
        if (request.RedirectUris is not { Count: > 0 and <= MaxRedirectUris } uris)
        {
            return new("invalid_redirect_uri", $"redirect_uris needs 1 to {MaxRedirectUris} entries.");
        }

        if (!uris.All(rules.Allows))
        {
            return new("invalid_redirect_uri", "A redirect URI must be https, or http on 127.0.0.1, [::1] or localhost, or an app's own scheme; without fragment or credentials.");
        }

        if (request.TokenEndpointAuthMethod is { } method && OAuthClientStore.MethodOf(method) is null)
        {
            return new("invalid_client_metadata", "token_endpoint_auth_method must be none, client_secret_post or client_secret_basic.");
        }

        return request.ResponseTypes?.All(t => t == "code") is false || request.GrantTypes?.Contains("authorization_code") is false
            ? new("invalid_client_metadata", $"Only response type code and the grant types {string.Join(", ", GrantTypes)} are given here.")
            : null;
    }

    /// <summary>RFC 7591 section 2: a client that doesn't say authenticates by its secret.</summary>
    public static ClientAuthMethod MethodOf(RegistrationRequest request)
        => request.TokenEndpointAuthMethod is { } method ? OAuthClientStore.MethodOf(method)!.Value : ClientAuthMethod.ClientSecretBasic;
}
