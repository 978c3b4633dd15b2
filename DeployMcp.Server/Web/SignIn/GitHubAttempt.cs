using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace DeployMcp.Server.Web.SignIn;

/// <summary>A sign-in that is under way at GitHub.</summary>
/// <param name="State">Comes back in the URL (RFC 6749 section 10.12).</param>
/// <param name="CodeVerifier">RFC 7636 section 4.1.</param>
/// <param name="RedirectUri">Must be named again when the code is exchanged.</param>
/// <param name="LinkTo">The user who adds the identity; null to sign in.</param>
internal sealed record GitHubAttempt(string State, string CodeVerifier, string RedirectUri, string Return, Guid? LinkTo)
{
    public static GitHubAttempt New(string redirectUri, string back, Guid? linkTo) => new(Random(), Random(), redirectUri, back, linkTo);

    public string CodeChallenge => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(CodeVerifier)));

    public bool IsState(string? given)
        => given is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(State));

    private static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}

/// <summary>
/// Keeps the attempt in the browser that began it, in a cookie that only this platform can read or make, for ten minutes: an
/// answer in any other browser is refused, and so is a second one.
/// </summary>
internal sealed class GitHubAttemptCookie(IDataProtectionProvider protection)
{
    private const string Name = "deploymcp-github";

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("GitHub sign-in").ToTimeLimitedDataProtector();

    public void Set(HttpContext context, GitHubAttempt attempt)
        => context.Response.Cookies.Append(NameFor(context), _protector.Protect(JsonSerializer.Serialize(attempt), Lifetime), OptionsFor(context));

    /// <summary>The attempt, once: the browser is told to forget it.</summary>
    public GitHubAttempt? Take(HttpContext context)
    {
        if (context.Request.Cookies[NameFor(context)] is not { Length: > 0 } value)
        {
            return null;
        }

        context.Response.Cookies.Delete(NameFor(context), OptionsFor(context));
        try
        {
            return JsonSerializer.Deserialize<GitHubAttempt>(_protector.Unprotect(value));
        }
        catch (CryptographicException)
        {
            // Changed, expired, or not ours.
            return null;
        }
    }

    private static string NameFor(HttpContext context) => context.Request.IsHttps ? $"__Host-{Name}" : Name;

    /// <summary>Lax: GitHub leads back by a link from its site.</summary>
    private static CookieOptions OptionsFor(HttpContext context) => new()
    {
        HttpOnly = true,
        Secure = context.Request.IsHttps,
        SameSite = SameSiteMode.Lax,
        Path = "/",
        MaxAge = Lifetime,
        IsEssential = true,
    };
}
