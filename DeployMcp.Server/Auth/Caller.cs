using System.Security.Claims;
using DeployMcp.Domain.Identity;

namespace DeployMcp.Server.Auth;

/// <summary>Who calls, and with which key. Everything that a feature reads or writes is scoped by it.</summary>
public sealed record Caller(UserId UserId, ApiKeyId KeyId);

/// <summary>A caller as ASP.NET Core and the MCP SDK hand it on. One instance serves all requests of a remembered key.</summary>
public sealed class CallerPrincipal(Caller caller, string scheme)
    : ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, caller.UserId.ToString())], scheme))
{
    public Caller Caller { get; } = caller;

    /// <exception cref="InvalidOperationException">The endpoint was mapped without the key check.</exception>
    public static Caller Of(ClaimsPrincipal? user)
        => user is CallerPrincipal principal ? principal.Caller : throw new InvalidOperationException("No caller: the endpoint lacks the key check.");
}
