using DeployMcp.Domain.Identity;
using DeployMcp.Server.Accounts;
using DeployMcp.Server.Auth;
using DeployMcp.Server.Calls;
using DeployMcp.Server.GitHub;
using DeployMcp.Server.Keys;
using DeployMcp.Server.Services;
using DeployMcp.Server.Web.Layout;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace DeployMcp.Server.Web.Settings;

internal static class SettingsPages
{
    public static RouteGroupBuilder MapSettingsPages(this RouteGroupBuilder pages)
    {
        pages.MapGet("/settings", ShowAsync);
        pages.MapPost("/settings/keys", CreateKeyAsync);
        pages.MapGet("/settings/keys/{key:guid}/revoke", AskRevokeAsync);
        pages.MapPost("/settings/keys/{key:guid}/revoke", RevokeAsync);
        return pages;
    }

    private static Task<RazorComponentResult<SettingsPage>> ShowAsync(
        string? done, HttpContext context, ListKeys keys, ListSignIns signIns, ListServices services, GitHubConnection gitHub)
        => PageAsync(CallerPrincipal.Of(context.User), new KeyForm(), done, keys, signIns, services, gitHub);

    /// <summary>The key stands in this answer and nowhere else: in no URL, no cookie and, by the group's headers, no cache.</summary>
    private static async Task<IResult> CreateKeyAsync(
        [FromForm] KeyForm form, HttpContext context, CreateKey create, ListKeys keys, ListSignIns signIns, ListServices services, GitHubConnection gitHub)
    {
        var caller = CallerPrincipal.Of(context.User);
        try
        {
            return new RazorComponentResult<NewKeyPage>(new { Made = await create.RunAsync(caller, form.ToRequest()) });
        }
        catch (RefusalException refusal)
        {
            form.Refusal = refusal;
            var page = await PageAsync(caller, form, done: null, keys, signIns, services, gitHub);
            page.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return page;
        }
    }

    private static async Task<RazorComponentResult<ConfirmPage>> AskRevokeAsync(Guid key, HttpContext context, ListKeys keys)
    {
        var id = new ApiKeyId(key);
        var found = (await keys.RunAsync(CallerPrincipal.Of(context.User))).FirstOrDefault(k => k.Id == id) ?? throw RefusalException.NoKey(id);
        return new Confirmation(
            $"Revoke {VisibleText.FirstLine(found.Name, 60)}?",
            "Settings",
            $"/settings/keys/{id}/revoke",
            "Revoke key",
            "/settings#keys",
            "Settings",
            [$"Whatever uses the key {found.Prefix}… fails from its next request on. This can't be undone."]).Ask();
    }

    /// <summary>Takes the form, so that it can't be called without its antiforgery token.</summary>
    private static async Task<SeeOther> RevokeAsync(Guid key, IFormCollection form, HttpContext context, RevokeKey revoke)
    {
        await revoke.RunAsync(CallerPrincipal.Of(context.User), new ApiKeyId(key));
        return new SeeOther($"/settings?done={SettingsPage.Revoked}");
    }

    private static async Task<RazorComponentResult<SettingsPage>> PageAsync(
        Caller caller, KeyForm form, string? done, ListKeys keys, ListSignIns signIns, ListServices services, GitHubConnection gitHub)
    {
        var live = await keys.RunAsync(caller);
        var ways = await signIns.RunAsync(caller);
        IReadOnlyList<string> projects = [.. (await services.RunAsync(caller)).Select(s => s.Project).Distinct(StringComparer.Ordinal)];
        var connection = await gitHub.RunAsync(caller);
        return new(new { Keys = live, SignIns = ways, GitHub = connection, Projects = projects, Form = form, Done = done });
    }
}
