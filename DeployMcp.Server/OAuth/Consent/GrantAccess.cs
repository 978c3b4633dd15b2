using DeployMcp.Data.Keys;
using DeployMcp.Data.OAuth;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Security;
using DeployMcp.Server.Auth;
using DeployMcp.Server.Calls;
using DeployMcp.Server.Keys;

namespace DeployMcp.Server.OAuth.Consent;

/// <param name="Scope">As the form sends it.</param>
/// <param name="Project">Null or blank for all projects.</param>
public sealed record ConsentChoice(string? Scope, string? Project);

/// <summary>A person's yes: what they chose becomes a grant, with a code for it.</summary>
public sealed class GrantAccess(ConsentStore consents, ApiKeyStore keys, AuditTrail audit)
{
    /// <returns>The code; null when the request was answered meanwhile.</returns>
    /// <exception cref="RefusalException">The choice is none, or there are too many keys.</exception>
    public Task<Sensitive?> RunAsync(Caller caller, ConsentOwner owner, Sensitive name, PendingRequest pending, ConsentChoice choice)
        => audit.RecordAsync(
            caller,
            KeyScope.Admin,
            "authorize_client",
            $"client {RefusalException.Shown(pending.ClientName)} ({RefusalException.Shown(pending.ClientId)})",
            () => AllowAsync(caller, owner, name, pending, choice),
            code => code is null ? "expired" : $"allowed {choice.Scope}");

    private async Task<Sensitive?> AllowAsync(Caller caller, ConsentOwner owner, Sensitive name, PendingRequest pending, ConsentChoice choice)
    {
        if (choice.Scope is null || KeyScopes.Widest([choice.Scope]) is not { } scope || scope > pending.Scope)
        {
            throw new RefusalException("Nothing was allowed.", "No such scope was asked for.", "start again from the program.");
        }

        var project = string.IsNullOrWhiteSpace(choice.Project) ? null : choice.Project.Trim();
        if (project is not null && !DnsLabel.IsValid(project))
        {
            throw new RefusalException("Nothing was allowed.", $"'{RefusalException.Shown(project)}' is no project's name: {DnsLabel.Rule}.", "go back and mend it.");
        }

        if ((await keys.ListAsync(caller.UserId)).Count >= CreateKey.MaxKeys)
        {
            throw new RefusalException("Nothing was allowed.", $"You have {CreateKey.MaxKeys} keys, which is the most that a user may have.", "revoke one that is no longer used.");
        }

        return await consents.AllowAsync(owner, name, scope, project);
    }
}
