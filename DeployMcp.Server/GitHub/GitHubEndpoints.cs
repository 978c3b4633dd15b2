using System.Diagnostics.CodeAnalysis;
using DeployMcp.Platform.GitHub;
using DeployMcp.Server.Auth;
using DeployMcp.Server.Calls;
using DeployMcp.Server.Web;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace DeployMcp.Server.GitHub;

/// <summary>
/// <c>GET /github/install</c> leads a signed-in person to GitHub's page for installing the app; GitHub leads back to
/// <c>GET /github/installed</c> (the app's setup URL and a callback URL of it), with a code that shows who the person is there, or
/// without one: then it is asked for first.
/// </summary>
internal static class GitHubEndpoints
{
    public const string InstallPath = "/github/install";
    private const string InstalledPath = "/github/installed";

    public static RouteGroupBuilder MapGitHub(this RouteGroupBuilder pages)
    {
        pages.MapGet(InstallPath, Install).RequireAuthorization(WebSetup.Person);
        pages.MapGet(InstalledPath, InstalledAsync).RequireAuthorization(WebSetup.Person);
        return pages;
    }

    private static IResult Install(HttpContext context, GitHubOptions options, InstallationClaims claims, InstallState states)
        => options.CanConnect
            ? TypedResults.Redirect(claims.InstallUrl(states.Create(CallerPrincipal.Of(context.User).UserId, installationId: 0)).AbsoluteUri)
            : Page(new GitHubOutcome(null, "This platform has no GitHub App. Its operator sets GitHub:AppId, AppSlug, PrivateKey, ClientId and ClientSecret."), StatusCodes.Status404NotFound);

    private static async Task<IResult> InstalledAsync([AsParameters] Answer answer, HttpContext context, GitHubFlow flow, CancellationToken cancellationToken)
    {
        var caller = CallerPrincipal.Of(context.User);
        switch (flow.Next(caller, answer, RedirectUri(context)))
        {
            case GitHubStep.Leave leave:
                return TypedResults.Redirect(leave.Url.AbsoluteUri);
            case GitHubStep.Say say:
                return Page(new GitHubOutcome(null, say.Text), StatusCodes.Status200OK);
            case GitHubStep.Claim claim:
                return await ClaimAsync(caller, claim, context, flow, cancellationToken);
            default:
                throw new InvalidOperationException("No such step.");
        }
    }

    private static async Task<IResult> ClaimAsync(Caller caller, GitHubStep.Claim claim, HttpContext context, GitHubFlow flow, CancellationToken cancellationToken)
    {
        try
        {
            var connected = await flow.ConnectAsync(caller, claim, RedirectUri(context), cancellationToken);
            return Page(new GitHubOutcome(connected, null), StatusCodes.Status200OK);
        }
        catch (RefusalException refusal)
        {
            return Page(new GitHubOutcome(null, refusal.Message), StatusCodes.Status403Forbidden);
        }
    }

    /// <summary>The same in both halves of the flow, as GitHub compares them.</summary>
    private static Uri RedirectUri(HttpContext context)
    {
        var own = context.RequestServices.GetRequiredService<IConfiguration>()["Server:PublicUrl"];
        return new Uri($"{(string.IsNullOrEmpty(own) ? $"{context.Request.Scheme}://{context.Request.Host}" : own.TrimEnd('/'))}{InstalledPath}");
    }

    private static RazorComponentResult<GitHubPage> Page(GitHubOutcome outcome, int status) => new(new { Outcome = outcome }) { StatusCode = status };

    /// <summary>GitHub's query, under its names.</summary>
    [SuppressMessage("Performance", "CA1812:Avoid uninstantiated internal classes", Justification = "Made by the binding of requests.")]
    internal sealed record Answer(
        [property: FromQuery(Name = "installation_id")] long? InstallationId,
        [property: FromQuery(Name = "setup_action")] string? SetupAction,
        [property: FromQuery(Name = "code")] string? Code,
        [property: FromQuery(Name = "state")] string? State,
        [property: FromQuery(Name = "error")] string? Error);
}
