using DeployMcp.Domain.Services;
using DeployMcp.Server.Auth;
using DeployMcp.Server.Services;
using DeployMcp.Server.Web.Layout;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace DeployMcp.Server.Web.Services;

/// <summary>What a person can do with a service. Each form leads back to a page that says what it has done.</summary>
internal static class ServiceForms
{
    public static RouteGroupBuilder MapServiceForms(this RouteGroupBuilder pages)
    {
        pages.MapPost("/services/{project}/{name}/redeploy", RedeployAsync);
        pages.MapPost("/services/{project}/{name}/cancel", CancelAsync);
        pages.MapGet("/services/{project}/{name}/rollback/{deployment}", AskRollbackAsync);
        pages.MapPost("/services/{project}/{name}/rollback", RollbackAsync);
        pages.MapGet("/services/{project}/{name}/delete", AskDeleteAsync);
        pages.MapPost("/services/{project}/{name}/delete", DeleteAsync);
        return pages;
    }

    /// <summary>Takes the form, as the next does, so that it can't be called without its antiforgery token.</summary>
    private static async Task<SeeOther> RedeployAsync(string project, string name, IFormCollection form, HttpContext context, RedeployService redeploy)
        => Back((await redeploy.RunAsync(CallerPrincipal.Of(context.User), name, project, context.RequestAborted)).Service, DoneTexts.Redeployed);

    private static async Task<SeeOther> CancelAsync(string project, string name, IFormCollection form, HttpContext context, CancelDeployment cancel)
    {
        var done = await cancel.RunAsync(CallerPrincipal.Of(context.User), name, project, context.RequestAborted);
        return Back(done.Overview.Service, done.Cancelled ? DoneTexts.Cancelled : DoneTexts.NothingToCancel);
    }

    private static async Task<RazorComponentResult<ConfirmPage>> AskRollbackAsync(
        string project, string name, string deployment, HttpContext context, GetDeployment get)
    {
        var (service, to, _, _) = await get.RunAsync(CallerPrincipal.Of(context.User), name, project, deployment);
        return new Confirmation(
            $"Roll back {service.Name}?",
            "Services",
            $"{ServicePath.Of(service)}/rollback",
            "Roll back",
            ServicePath.Of(service),
            service.Name,
            [
                $"It goes back to “{DeploymentText.Name(to)}”{(to.CommitSha is { Length: >= 7 } sha ? $" ({sha[..7]})" : "")}, deployed {TimeText.Exact(to.CreatedAt)}.",
                "The kept release is started again beside the one that serves and takes over without a lost request. Variables stay as they are now. The next push deploys as ever.",
            ])
        {
            IsDangerous = false,
            Fields = new Dictionary<string, string>(StringComparer.Ordinal) { ["deployment"] = to.Id.ToString() },
        }.Ask();
    }

    private static async Task<SeeOther> RollbackAsync(
        string project, string name, [FromForm] string? deployment, HttpContext context, RollbackService rollback)
    {
        var done = await rollback.RunAsync(CallerPrincipal.Of(context.User), name, project, deployment);
        return Back(done.Overview.Service, done.Begun ? DoneTexts.RolledBack : DoneTexts.ServesAlready);
    }

    private static async Task<RazorComponentResult<ConfirmPage>> AskDeleteAsync(string project, string name, HttpContext context, GetService service)
        => (await DeletionOfAsync(project, name, context, service)).Ask();

    private static async Task<IResult> DeleteAsync(
        string project, string name, [FromForm] string? confirmation, HttpContext context, GetService service, DeleteService delete)
    {
        var question = await DeletionOfAsync(project, name, context, service);
        if (question.Check(confirmation) is { } again)
        {
            return again;
        }

        var deleted = await delete.RunAsync(CallerPrincipal.Of(context.User), name, project, context.RequestAborted);
        return new SeeOther($"/?done={(deleted.Finished ? DoneTexts.Deleted : DoneTexts.BeingDeleted)}");
    }

    private static async Task<Confirmation> DeletionOfAsync(string project, string name, HttpContext context, GetService get)
    {
        var details = await get.RunAsync(CallerPrincipal.Of(context.User), new ServiceQuestion(name, project, DeployLogLines: 0, RuntimeLogLines: 0), context.RequestAborted);
        var service = details.Overview.Service;
        return new Confirmation(
            $"Delete {service.Name}?",
            "Services",
            $"{ServicePath.Of(service)}/delete",
            "Delete for good",
            ServicePath.Of(service),
            service.Name,
            ["Its processes stop, and its URL, variables, logs and kept releases are removed. The repository and databases stay. This can't be undone."])
        {
            TypedName = service.Name,
        };
    }

    private static SeeOther Back(Service service, string done) => new($"{ServicePath.Of(service)}?done={done}");
}
