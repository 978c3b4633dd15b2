using DeployMcp.Server.Calls;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DeployMcp.Server.Web.Layout;

/// <summary>What a feature refuses, as a page: 404 for what isn't there (or is another's), 422 for the rest.</summary>
internal static class PageRefusals
{
    public static RouteGroupBuilder WithPageRefusals(this RouteGroupBuilder group)
    {
        group.AddEndpointFilter(async (context, next) =>
        {
            try
            {
                return await next(context);
            }
            catch (RefusalException refusal)
            {
                return new RazorComponentResult<RefusalPage>(new { Refusal = refusal })
                {
                    StatusCode = refusal.IsNotFound ? StatusCodes.Status404NotFound : StatusCodes.Status422UnprocessableEntity,
                };
            }
        });
        return group;
    }
}
