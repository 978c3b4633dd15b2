using DeployMcp.Platform.GitHub;
using DeployMcp.Server.Auth;

namespace DeployMcp.Server.GitHub;

/// <summary>What is to be done with an answer of GitHub's.</summary>
internal abstract record GitHubStep
{
    private GitHubStep()
    {
    }

    public sealed record Leave(Uri Url) : GitHubStep;

    public sealed record Say(string Text) : GitHubStep;

    public sealed record Claim(long InstallationId, string Code) : GitHubStep;
}

/// <summary>The way to a connected installation. A code counts only with a state that this very person was given.</summary>
internal sealed class GitHubFlow(GitHubOptions options, InstallationClaims claims, InstallState states, ConnectInstallation connect)
{
    public GitHubStep Next(Caller caller, GitHubEndpoints.Answer answer, Uri redirectUri)
    {
        if (!options.CanConnect)
        {
            return new GitHubStep.Say("This platform has no GitHub App.");
        }

        if (answer.Error is not null)
        {
            return new GitHubStep.Say("At GitHub, it was declined. Nothing was connected.");
        }

        if (answer.SetupAction == "request")
        {
            return new GitHubStep.Say("The organisation's owners have been asked to install the app. When they have, come back here and connect it.");
        }

        var known = states.Read(caller.UserId, answer.State);
        var installation = answer.InstallationId ?? (known > 0 ? known : null);
        if (installation is not { } id)
        {
            return new GitHubStep.Say("GitHub named no installation. Nothing was connected.");
        }

        return known is not null && answer.Code is { Length: > 0 } code
            ? new GitHubStep.Claim(id, code)
            : new GitHubStep.Leave(claims.AuthorizeUrl(redirectUri, states.Create(caller.UserId, id)));
    }

    public Task<InstallationState> ConnectAsync(Caller caller, GitHubStep.Claim claim, Uri redirectUri, CancellationToken cancellationToken)
        => connect.RunAsync(caller, claim.InstallationId, claim.Code, redirectUri, cancellationToken);
}
