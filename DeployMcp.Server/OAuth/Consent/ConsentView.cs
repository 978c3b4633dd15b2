using DeployMcp.Data.OAuth;
using DeployMcp.Domain.Security;
using DeployMcp.Server.OAuth.Clients;
using DeployMcp.Server.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DeployMcp.Server.OAuth.Consent;

/// <summary>The consent page as an answer, with the one exception to the pages' policy that it needs.</summary>
internal static class ConsentView
{
    /// <param name="name">Of the pending request: all that the page knows of it.</param>
    public static RazorComponentResult<ConsentPage> Of(HttpContext context, OAuthClient client, PendingRequest pending, string person, Sensitive name)
    {
        context.Response.Headers.ContentSecurityPolicy = PageHeaders.ContentSecurityPolicy.Replace(
            "form-action 'self'", RedirectTarget.FormActionFor(pending.RedirectUri), StringComparison.Ordinal);
        return new RazorComponentResult<ConsentPage>(new Dictionary<string, object?>
        {
            [nameof(ConsentPage.Client)] = client,
            [nameof(ConsentPage.Pending)] = pending,
            [nameof(ConsentPage.Person)] = person,
            [nameof(ConsentPage.RequestName)] = name.Reveal(),
        });
    }
}
