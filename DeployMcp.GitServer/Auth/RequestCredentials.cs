using System.Text;
using DeployMcp.Domain.Security;
using Microsoft.Net.Http.Headers;

namespace DeployMcp.GitServer.Auth;

/// <summary>The secret of an <c>Authorization</c> header: Bearer (RFC 6750 section 2.1) or the password of Basic (RFC 7617 section 2).</summary>
internal static class RequestCredentials
{
    private const int MaxLength = 1_000;

    /// <summary>Null when there is none or it can't be read.</summary>
    public static Sensitive? Read(HttpRequest request)
    {
        var header = request.Headers[HeaderNames.Authorization].ToString();
        var space = header.IndexOf(' ', StringComparison.Ordinal);
        if (header.Length > MaxLength || space < 0)
        {
            return null;
        }

        var value = header[(space + 1)..].Trim();
        return header[..space].ToUpperInvariant() switch
        {
            "BEARER" when value.Length > 0 => new Sensitive(value),
            "BASIC" => PasswordOf(value),
            _ => null,
        };
    }

    /// <summary>Any user name is right: the token says all.</summary>
    private static Sensitive? PasswordOf(string base64)
    {
        var bytes = new byte[MaxLength];
        if (!Convert.TryFromBase64String(base64, bytes, out var length))
        {
            return null;
        }

        var pair = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = pair.IndexOf(':', StringComparison.Ordinal);
        return colon >= 0 && colon < pair.Length - 1 ? new Sensitive(pair[(colon + 1)..]) : null;
    }
}
