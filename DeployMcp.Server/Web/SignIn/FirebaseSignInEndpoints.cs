using DeployMcp.Platform.Identity;
using DeployMcp.Server.Web.Sessions;
using Microsoft.AspNetCore.Mvc;

namespace DeployMcp.Server.Web.SignIn;

/// <summary><c>POST /signin/firebase</c>: the form that the page's script fills with an ID token.</summary>
internal static class FirebaseSignInEndpoints
{
    /// <summary>Firebase's are about 1 KB; custom claims may add 1,000 bytes.</summary>
    private const int MaxToken = 8_000;

    public static RouteGroupBuilder MapFirebaseSignIn(this RouteGroupBuilder pages)
    {
        pages.MapPost("/signin/firebase", SignInAsync);
        return pages;
    }

    private static async Task<IResult> SignInAsync(
        [FromForm] string? idToken,
        [FromForm(Name = "return")] string? back,
        [FromForm] string? link,
        HttpContext context,
        SignInWays ways,
        FirebaseSignIn firebase,
        SignInAnswers answers,
        SessionCookie cookie,
        CancellationToken cancellationToken)
    {
        if (ways.Firebase is null)
        {
            return TypedResults.NotFound();
        }

        var linkTo = link == "1" ? (await cookie.FindUserAsync(context))?.Value ?? Guid.Empty : (Guid?)null;
        return await answers.CompleteAsync(context, back, linkTo, () => idToken is { Length: > 0 and <= MaxToken }
            ? firebase.VerifyAsync(idToken, cancellationToken)
            : throw new SignInException(SignInFailure.NotProved, "That sign-in could not be verified. Please sign in again."));
    }
}
