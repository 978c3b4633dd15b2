using DeployMcp.Platform.Identity;

namespace DeployMcp.Server.Web.SignIn;

/// <summary>Both ends of the way through GitHub: leading there, and what the browser brings back.</summary>
internal sealed class GitHubFlow(SignInWays ways, GitHubSignIn github, GitHubAttemptCookie attempts, IConfiguration configuration)
{
    public const string CallbackPath = "/signin/github/callback";

    private const int MaxCode = 500;

    public bool IsOffered => ways.GitHub is not null;

    /// <param name="linkTo">The user who adds the identity; null to sign in.</param>
    public IResult Begin(HttpContext context, string? back, Guid? linkTo)
    {
        if (!IsOffered)
        {
            return TypedResults.NotFound();
        }

        var attempt = GitHubAttempt.New($"{PublicUrl(context)}{CallbackPath}", LocalPath.Of(back), linkTo);
        attempts.Set(context, attempt);
        return TypedResults.Redirect(github.AuthorizeUrl(attempt.State, attempt.CodeChallenge, attempt.RedirectUri));
    }

    /// <summary>The attempt that this browser began, once.</summary>
    public GitHubAttempt? Take(HttpContext context) => attempts.Take(context);

    /// <exception cref="SignInException">The answer doesn't belong to the attempt, or GitHub doesn't confirm it.</exception>
    public Task<VerifiedPerson> ProveAsync(GitHubAttempt? attempt, GitHubAnswer answer, CancellationToken cancellationToken)
    {
        if (attempt is null || !attempt.IsState(answer.State))
        {
            throw NotProved("That answer from GitHub doesn't belong to a sign-in that this browser began. Please sign in again.");
        }

        return answer is { Error: null, Code.Length: > 0 and <= MaxCode }
            ? github.SignInAsync(answer.Code, attempt.CodeVerifier, attempt.RedirectUri, cancellationToken)
            : throw NotProved(answer.Error == "access_denied" ? "You cancelled the sign-in at GitHub." : "GitHub did not confirm that sign-in. Please sign in again.");
    }

    private static SignInException NotProved(string message) => new(SignInFailure.NotProved, message);

    private string PublicUrl(HttpContext context)
        => configuration["Server:PublicUrl"] is { Length: > 0 } configured
            ? configured.TrimEnd('/')
            : $"{context.Request.Scheme}://{context.Request.Host}";
}

/// <summary>What GitHub's redirect carries (RFC 6749 sections 4.1.2 and 4.1.2.1).</summary>
internal sealed record GitHubAnswer(string? Code, string? State, string? Error);
