using System.Security.Cryptography;
using System.Text;
using DeployMcp.Data.Users;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Security;

namespace DeployMcp.Server.Web.Sessions;

/// <summary>
/// The session's cookie: for this host alone, out of reach of scripts, not sent along by other sites' forms. Over HTTPS its name
/// begins with <c>__Host-</c> (RFC 6265bis section 4.1.3.2), so that no other host of the domain can set it.
/// </summary>
public sealed class SessionCookie(SessionStore sessions)
{
    private const string Name = "deploymcp-session";

    /// <summary>Signs in: always a new session; one that the browser had ends.</summary>
    public async Task BeginAsync(HttpContext context, UserId userId)
    {
        await EndAsync(context);
        var secret = await sessions.CreateAsync(userId, context.Request.Headers.UserAgent);
        context.Response.Cookies.Append(NameFor(context), secret.Reveal(), OptionsFor(context));
    }

    /// <summary>Signs this browser out.</summary>
    public async Task EndAsync(HttpContext context)
    {
        if (Read(context) is { } secret)
        {
            await sessions.EndAsync(secret);
            context.Response.Cookies.Delete(NameFor(context), OptionsFor(context));
        }
    }

    public async Task<UserId?> FindUserAsync(HttpContext context) => Read(context) is { } secret ? await sessions.FindAsync(secret) : null;

    /// <summary>The browser's session as something to bind to it, which is not the secret itself; null without a cookie.</summary>
    public byte[]? FingerprintOf(HttpContext context) => Read(context) is { } secret ? SHA256.HashData(Encoding.UTF8.GetBytes(secret.Reveal())) : null;

    private static Sensitive? Read(HttpContext context) => context.Request.Cookies[NameFor(context)] is { Length: > 0 } value ? new Sensitive(value) : null;

    private static string NameFor(HttpContext context) => context.Request.IsHttps ? $"__Host-{Name}" : Name;

    private static CookieOptions OptionsFor(HttpContext context) => new()
    {
        HttpOnly = true,
        Secure = context.Request.IsHttps,
        SameSite = SameSiteMode.Lax,
        Path = "/",
        MaxAge = SessionStore.IdleTime,
        IsEssential = true,
    };
}
