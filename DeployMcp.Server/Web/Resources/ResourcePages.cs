using DeployMcp.Domain.Resources;
using DeployMcp.Domain.Security;
using DeployMcp.Server.Auth;
using DeployMcp.Server.Calls;
using DeployMcp.Server.Resources;
using DeployMcp.Server.Web.Layout;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace DeployMcp.Server.Web.Resources;

/// <summary>Databases as a person sees them. How one gets in is shown when it is asked for, and in that answer only.</summary>
internal static class ResourcePages
{
    private const string Made = "created";
    private const string Deleted = "deleted";

    public static RouteGroupBuilder MapResourcePages(this RouteGroupBuilder pages)
    {
        pages.MapGet("/resources", ListAsync);
        pages.MapPost("/resources", CreateAsync);
        pages.MapGet("/resources/{name}", ShowAsync);
        pages.MapPost("/resources/{name}/reveal", RevealAsync);
        pages.MapGet("/resources/{name}/delete", AskDeleteAsync);
        pages.MapPost("/resources/{name}/delete", DeleteAsync);
        return pages;
    }

    private static async Task<RazorComponentResult<ResourcesPage>> ListAsync(string? done, HttpContext context, ListResources resources)
        => new(new { Resources = await resources.RunAsync(CallerPrincipal.Of(context.User)), Done = DoneText(done) });

    private static async Task<IResult> CreateAsync(
        [FromForm] string? name, [FromForm] string? size, [FromForm] string? url, [FromForm(Name = "auth_token")] string? authToken,
        HttpContext context, CreateResource create, ListResources resources)
    {
        var caller = CallerPrincipal.Of(context.User);
        try
        {
            var made = await create.RunAsync(caller, new ResourceRequest(name, Size: Text(size), Url: Secret(url), AuthToken: Secret(authToken)), context.RequestAborted);
            return new SeeOther($"/resources/{made.Resource.Name}?done={made.Outcome.ToString().ToLowerInvariant()}");
        }
        catch (RefusalException refusal)
        {
            return new RazorComponentResult<ResourcesPage>(new { Resources = await resources.RunAsync(caller), Form = new ResourceForm(name, size, refusal) })
            {
                StatusCode = StatusCodes.Status422UnprocessableEntity,
            };
        }
    }

    private static async Task<RazorComponentResult<ResourcePage>> ShowAsync(string name, string? done, HttpContext context, GetResource get)
        => new(new { Details = await get.RunAsync(CallerPrincipal.Of(context.User), name, withSecrets: false, context.RequestAborted), Done = DoneText(done) });

    /// <summary>URL and token stand in this answer and nowhere else: in no URL, no cookie and, by the group's headers, no cache.</summary>
    private static async Task<RazorComponentResult<ResourcePage>> RevealAsync(string name, IFormCollection form, HttpContext context, GetResource get)
        => new(new { Details = await get.RunAsync(CallerPrincipal.Of(context.User), name, withSecrets: true, context.RequestAborted) });

    private static async Task<RazorComponentResult<ConfirmPage>> AskDeleteAsync(string name, HttpContext context, GetResource get)
        => (await DeletionOfAsync(name, context, get)).Ask();

    private static async Task<IResult> DeleteAsync(string name, [FromForm] string? confirmation, HttpContext context, GetResource get, DeleteResource delete)
    {
        if ((await DeletionOfAsync(name, context, get)).Check(confirmation) is { } again)
        {
            return again;
        }

        await delete.RunAsync(CallerPrincipal.Of(context.User), name, context.RequestAborted);
        return new SeeOther($"/resources?done={Deleted}");
    }

    private static async Task<Confirmation> DeletionOfAsync(string name, HttpContext context, GetResource get)
    {
        var resource = (await get.RunAsync(CallerPrincipal.Of(context.User), name, withSecrets: false, context.RequestAborted)).Overview.Resource;
        return new Confirmation(
            $"Delete {resource.Name}?",
            "Databases",
            $"/resources/{resource.Name}/delete",
            "Delete",
            $"/resources/{resource.Name}",
            resource.Name,
            ["Its token stops working at once. For 24 hours a new database by the same name brings it back with its data; after that it is gone."])
        {
            TypedName = resource.Name,
        };
    }

    /// <summary>The URL names one of these words, so a crafted link can't put words of its own into the page.</summary>
    private static string? DoneText(string? done) => done switch
    {
        Made => "The database is made.",
        "existed" => "There is a database by that name already, with these settings.",
        "restored" => "The database is back, with its data and a new token.",
        Deleted => "The database is deleted and its name is free. For 24 hours a new one by the same name brings it back.",
        _ => null,
    };

    private static string? Text(string? typed) => string.IsNullOrWhiteSpace(typed) ? null : typed.Trim();

    private static Sensitive? Secret(string? typed) => Text(typed) is { } text ? new Sensitive(text) : null;
}
