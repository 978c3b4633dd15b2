using DeployMcp.Server.Accounts;
using DeployMcp.Server.Auth;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DeployMcp.Server.Web.Audit;

internal static class AuditPages
{
    public static RouteGroupBuilder MapAuditPages(this RouteGroupBuilder pages)
    {
        pages.MapGet("/settings/audit", ShowAsync);
        return pages;
    }

    private static async Task<RazorComponentResult<AuditLogPage>> ShowAsync(long? before, HttpContext context, ListAudit audit)
        => new(new { Entries = await audit.RunAsync(CallerPrincipal.Of(context.User), before) });
}
