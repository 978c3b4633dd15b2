using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace DeployMcp.Agent.Api;

/// <summary>Everything below <c>/v1</c> asks for <c>Authorization: Bearer TOKEN</c> (RFC 6750); health probes do not.</summary>
internal static class BearerToken
{
    private const string Scheme = "Bearer ";

    public static void UseBearerToken(this IApplicationBuilder app, string token)
    {
        var expected = Hash(token);
        app.Use((context, next) =>
        {
            if (!context.Request.Path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase) || Matches(context, expected))
                return next(context);

            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
            return Task.CompletedTask;
        });
    }

    /// <summary>Hashes have one length, so the comparison's time says nothing about the token's.</summary>
    private static bool Matches(HttpContext context, byte[] expected)
    {
        var header = context.Request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(Hash(header[Scheme.Length..].Trim()), expected);
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
