using System.Text.Json;
using DeployMcp.Data.OAuth;

namespace DeployMcp.Server.OAuth.Clients;

/// <summary>Reads a client ID metadata document (section 4 of the draft) and holds it against the rules.</summary>
internal sealed class ClientDocumentReader(RedirectUriRules rules)
{
    /// <exception cref="ClientDocumentException">It is no such document.</exception>
    public OAuthClient Read(Uri url, ReadOnlyMemory<byte> json)
    {
        var document = Parse(url, json);
        if (document.ClientId != url.AbsoluteUri)
        {
            throw Bad(url, "names another client_id");
        }

        if (document.ClientSecret is not null || document.TokenEndpointAuthMethod is not (null or "none"))
        {
            throw Bad(url, "asks for a way of authentication that is not supported here: use \"none\"");
        }

        if (document.RedirectUris is not { Count: > 0 and <= RegistrationRules.MaxRedirectUris } uris || !uris.All(rules.Allows))
        {
            throw Bad(url, $"has no redirect_uris, more than {RegistrationRules.MaxRedirectUris}, or one that is not allowed");
        }

        return new OAuthClient(document.ClientId, ClientName.Clean(document.ClientName) ?? url.Host, url.Authority, uris!, ClientAuthMethod.None, SecretHash: null);
    }

    private static ClientDocument Parse(Uri url, ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize<ClientDocument>(json.Span, OAuthJson.Options) ?? throw Bad(url, "is empty");
        }
        catch (JsonException e)
        {
            throw new ClientDocumentException($"Its metadata document at {url.Host} is no such JSON document.", e);
        }
    }

    private static ClientDocumentException Bad(Uri url, string why) => new($"Its metadata document at {url.Host} {why}.");

    private sealed record ClientDocument(
        string? ClientId, string? ClientName, IReadOnlyList<string?>? RedirectUris, string? TokenEndpointAuthMethod, JsonElement? ClientSecret);
}
