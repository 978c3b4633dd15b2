using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace DeployMcp.Tests.Fixtures.GitHubStandIn;

/// <summary>Who asks, by GitHub's rules for an app's JSON Web Token and for tokens.</summary>
internal static class StandInAuth
{
    /// <summary>Null when the request comes from the app; else GitHub's words why not.</summary>
    public static string? RefuseApp(HttpRequest request, StandInState state)
    {
        var parts = (Credentials(request, "Bearer") ?? "").Split('.');
        if (parts.Length != 3)
        {
            return "A JSON web token could not be decoded";
        }

        var header = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0])).RootElement;
        var signed = Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}");
        if (header.GetProperty("alg").GetString() != "RS256"
            || !state.Key.VerifyData(signed, Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))
        {
            return "A JSON web token could not be decoded";
        }

        var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1])).RootElement;
        var (iat, exp, now) = (claims.GetProperty("iat").GetInt64(), claims.GetProperty("exp").GetInt64(), DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        return claims.GetProperty("iss").ToString() != $"{StandInState.AppId}" ? "Integration not found"
            : iat > now ? "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued"
            : exp <= now ? "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires"
            : exp - now > 600 ? "'Expiration time' claim ('exp') is too far in the future"
            : null;
    }

    public static string? Token(HttpRequest request) => Credentials(request, "Token") ?? Credentials(request, "Bearer");

    /// <summary>The password of basic authentication, as git sends it.</summary>
    public static string? Password(HttpRequest request)
        => Credentials(request, "Basic") is { } basic ? Encoding.UTF8.GetString(Convert.FromBase64String(basic)).Split(':', 2)[1] : null;

    private static string? Credentials(HttpRequest request, string scheme)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(scheme + " ", StringComparison.OrdinalIgnoreCase) ? header[(scheme.Length + 1)..] : null;
    }
}
