using DeployMcp.Data.Audit;
using DeployMcp.Domain.Identity;
using DeployMcp.Server.Auth;
using DeployMcp.Server.Calls;

namespace DeployMcp.Server.Accounts;

/// <param name="Older">What to ask for next; null when there is no more.</param>
public sealed record AuditPage(IReadOnlyList<AuditEntry> Entries, long? Older);

/// <summary>What was done with the caller's account, by whichever key or session, newest first.</summary>
public sealed class ListAudit(AuditHistory history)
{
    public const int PageSize = 50;

    /// <param name="before">A page's <see cref="AuditPage.Older"/>; null for the newest.</param>
    /// <exception cref="RefusalException">The key is narrower than <c>admin</c> or for one project.</exception>
    public async Task<AuditPage> RunAsync(Caller caller, long? before)
    {
        caller.Require(KeyScope.Admin, "list_audit");
        caller.RequireAllProjects("list_audit");
        var entries = await history.ListAsync(caller.UserId, before, PageSize + 1);
        return entries.Count > PageSize ? new AuditPage([.. entries.Take(PageSize)], entries[PageSize - 1].Id) : new AuditPage(entries, Older: null);
    }
}
