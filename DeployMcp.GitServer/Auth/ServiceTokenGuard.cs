using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace DeployMcp.GitServer.Auth;

/// <summary>
/// Lets only the platform's own binaries to the API, before anything of the request is read. Compared as hashes, so that the
/// time says nothing of the token.
/// </summary>
internal sealed class ServiceTokenGuard(RequestDelegate next, GitServerOptions options)
{
    private readonly byte[] _expected = SHA256.HashData(Encoding.UTF8.GetBytes(options.ServiceToken));

    public async Task InvokeAsync(HttpContext context)
    {
        var given = RequestCredentials.Read(context.Request)?.Reveal() ?? "";
        if (!CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), _expected))
        {
            context.Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        await next(context);
    }
}
