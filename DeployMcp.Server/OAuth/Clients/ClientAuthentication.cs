using System.Net.Http.Headers;
using System.Text;
using DeployMcp.Data.OAuth;
using DeployMcp.Domain.Security;

namespace DeployMcp.Server.OAuth.Clients;

/// <summary>
/// Who calls the token and revocation endpoints (RFC 6749 section 2.3): by its secret in the header or the form if it has one,
/// by its id alone if it is public.
/// </summary>
internal sealed class ClientAuthentication(ClientDirectory clients)
{
    private static readonly OAuthRefusal Unknown = OAuthRefusal.InvalidClient("The client is unknown, or its secret is wrong or missing.");

    /// <summary>Either the client or the answer.</summary>
    public async Task<(OAuthClient? Client, OAuthRefusal? Refusal)> FindAsync(HttpRequest request, OAuthForm form, CancellationToken cancellationToken)
    {
        var basic = ReadBasic(request);
        if (basic is not null && (form["client_secret"] is not null || (form["client_id"] is { } named && named != basic.Value.Id)))
        {
            return (null, OAuthRefusal.InvalidRequest("The client authenticates in more than one way."));
        }

        var (id, secret) = basic ?? (form["client_id"] ?? "", form["client_secret"]);
        try
        {
            return await clients.FindAsync(id, cancellationToken) is { } client && IsProved(client, secret) ? (client, null) : (null, Unknown);
        }
        catch (ClientDocumentException e)
        {
            return (null, OAuthRefusal.InvalidClient(e.Message));
        }
    }

    private static bool IsProved(OAuthClient client, string? secret)
        => client.AuthMethod == ClientAuthMethod.None || (secret is not null && OAuthSecret.Matches(client.SecretHash, new Sensitive(secret)));

    private static (string Id, string? Secret)? ReadBasic(HttpRequest request)
    {
        if (!AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header)
            || !header.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase) || header.Parameter is null)
        {
            return null;
        }

        var bytes = new byte[header.Parameter.Length];
        if (!Convert.TryFromBase64String(header.Parameter, bytes, out var length))
        {
            return ("", null);
        }

        var pair = Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2);
        return (Decode(pair[0]), pair.Length == 2 ? Decode(pair[1]) : null);
    }

    /// <summary>Both halves are encoded as in a form (RFC 6749 section 2.3.1).</summary>
    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
