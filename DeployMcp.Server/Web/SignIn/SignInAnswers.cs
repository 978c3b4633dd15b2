using DeployMcp.Platform.Identity;
using DeployMcp.Server.Accounts;
using DeployMcp.Server.Auth;
using DeployMcp.Server.Calls;
using DeployMcp.Server.Web.Sessions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DeployMcp.Server.Web.SignIn;

/// <summary>What comes of a person whom a provider has proved, whichever it was: a session, a linked identity, or the page again.</summary>
internal sealed partial class SignInAnswers(PersonSignIn people, SignInWays ways, SessionCookie cookie, ILogger<SignInAnswers> logger)
{
    /// <param name="linkTo">The user to whom the identity is added, who must be the one that is signed in; null to sign in.</param>
    /// <param name="prove">Asks the provider.</param>
    public async Task<IResult> CompleteAsync(HttpContext context, string? back, Guid? linkTo, Func<Task<VerifiedPerson>> prove)
    {
        try
        {
            await FinishAsync(context, linkTo, prove);
            return TypedResults.Redirect(LocalPath.Of(back));
        }
        catch (SignInException e)
        {
            var cause = RefusalException.Shown(e.InnerException?.Message);
            LogRefused(e.Failure, e.Message, cause);
            return Page(context, back, await CanLinkAsync(context, linkTo), e.Message, StatusOf(e.Failure));
        }
        catch (RefusalException e)
        {
            return Page(context, back, linkTo is not null, e.Message, StatusCodes.Status409Conflict);
        }
    }

    public IResult Page(HttpContext context, string? back, bool isLink, string? problem = null, int status = StatusCodes.Status200OK)
    {
        SignInPolicy.Apply(context.Response, ways);
        return new RazorComponentResult<SignInPage>(new { Return = LocalPath.Of(back), Ways = ways, IsLink = isLink, Problem = problem }) { StatusCode = status };
    }

    private async Task<bool> CanLinkAsync(HttpContext context, Guid? linkTo) => linkTo is not null && await cookie.FindUserAsync(context) is not null;

    private async Task FinishAsync(HttpContext context, Guid? linkTo, Func<Task<VerifiedPerson>> prove)
    {
        if (linkTo is null)
        {
            await cookie.BeginAsync(context, await people.RunAsync(await prove()));
            return;
        }

        if (await cookie.FindUserAsync(context) is not { } user || user.Value != linkTo)
        {
            throw new SignInException(SignInFailure.NotProved, "Your session has ended meanwhile. Please sign in again.");
        }

        await people.LinkAsync(new Caller(user, KeyId: null), await prove());
    }

    private static int StatusOf(SignInFailure failure) => failure switch
    {
        SignInFailure.NotProved => StatusCodes.Status401Unauthorized,
        SignInFailure.Refused => StatusCodes.Status403Forbidden,
        SignInFailure.ProviderUnavailable => StatusCodes.Status502BadGateway,
        _ => StatusCodes.Status503ServiceUnavailable,
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "A sign-in failed ({Failure}): {Message} {Cause}")]
    private partial void LogRefused(SignInFailure failure, string message, string cause);
}
