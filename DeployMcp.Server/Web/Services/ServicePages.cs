using DeployMcp.Domain.Services;
using DeployMcp.Server.Auth;
using DeployMcp.Server.Services;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DeployMcp.Server.Web.Services;

/// <summary>Services as a person sees them.</summary>
internal static class ServicePages
{
    private const int RunLogLines = 50;

    public static RouteGroupBuilder MapServicePages(this RouteGroupBuilder pages)
    {
        pages.MapGet("/", ListAsync);
        pages.MapGet("/services/{project}/{name}", ShowAsync);
        pages.MapGet("/services/{project}/{name}/log", ShowRunLogAsync);
        pages.MapGet("/services/{project}/{name}/deployments/{deployment}", ShowDeploymentAsync);
        return pages;
    }

    private static async Task<RazorComponentResult<ServicesPage>> ListAsync(string? done, HttpContext context, ListServices services)
    {
        var all = await services.RunAsync(CallerPrincipal.Of(context.User));
        return new(new { Services = all, Done = DoneTexts.Of(done) });
    }

    private static async Task<RazorComponentResult<ServicePage>> ShowAsync(
        string project, string name, string? done, HttpContext context, GetService service, RollbackService rollback)
    {
        var caller = CallerPrincipal.Of(context.User);
        var details = await service.RunAsync(caller, new ServiceQuestion(name, project, RuntimeLogLines: RunLogLines), context.RequestAborted);
        var choices = await rollback.ChoicesAsync(caller, name, project);
        return new(new { Details = details, Choices = choices, Done = DoneTexts.Of(done) });
    }

    private static async Task<RazorComponentResult<RunLogPage>> ShowRunLogAsync(string project, string name, HttpContext context, GetService service)
    {
        var question = new ServiceQuestion(name, project, DeployLogLines: 0, RuntimeLogLines: ServiceLimits.MaxLogLines);
        return new(new { Details = await service.RunAsync(CallerPrincipal.Of(context.User), question, context.RequestAborted) });
    }

    private static async Task<RazorComponentResult<DeploymentPage>> ShowDeploymentAsync(
        string project, string name, string deployment, long? before, HttpContext context, GetDeployment get)
    {
        var details = await get.RunAsync(CallerPrincipal.Of(context.User), name, project, deployment, before);
        return new(new { Details = details });
    }
}
