using System.Security.Claims;
using DeployMcp.Domain.Identity;
using DeployMcp.Server.Calls;

namespace DeployMcp.Server.Auth;

/// <summary>
/// Who calls, with which key, and how far that reaches. Everything that a feature reads or writes is scoped by it.
/// </summary>
/// <param name="KeyId">Null for a person with a session, who may do everything with what is theirs.</param>
/// <param name="Project">The one project that the key is for; null for all.</param>
public sealed record Caller(UserId UserId, ApiKeyId? KeyId, KeyScope Scope = KeyScope.Admin, string? Project = null)
{
    /// <exception cref="RefusalException">The key is narrower.</exception>
    public void Require(KeyScope needed, string action)
    {
        if (Scope < needed)
        {
            throw RefusalException.OutOfScope(action, needed, Scope);
        }
    }

    /// <summary>What belongs to no project (repos, keys, the account) is closed to changes by a key that is for one project.</summary>
    /// <exception cref="RefusalException">The key is for one project.</exception>
    public void RequireAllProjects(string action)
    {
        if (Project is { } only)
        {
            throw RefusalException.OutOfProject(action, only);
        }
    }
}

/// <summary>A caller as ASP.NET Core and the MCP SDK hand it on. One instance serves all requests of a remembered key.</summary>
public sealed class CallerPrincipal(Caller caller, string scheme)
    : ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, caller.UserId.ToString())], scheme))
{
    public Caller Caller { get; } = caller;

    /// <exception cref="InvalidOperationException">The endpoint was mapped without the key check.</exception>
    public static Caller Of(ClaimsPrincipal? user)
        => user is CallerPrincipal principal ? principal.Caller : throw new InvalidOperationException("No caller: the endpoint lacks the key check.");
}
