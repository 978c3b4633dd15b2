using DeployMcp.Domain.Failures;

namespace DeployMcp.Platform.Git;

/// <summary>What goes wrong between a user's repository and its source on disk, in the user's terms.</summary>
internal static class GitFailures
{
    /// <summary>Most branches that a message names.</summary>
    private const int MaxNamed = 20;

    private static readonly string[] Absent =
    [
        "not found", "does not exist", "does not appear to be a git repository", "Authentication failed", "could not read Username",
        "HTTP Basic: Access denied", "not valid: is this a git repository", "returned error: 403", "returned error: 401",
    ];

    public static DeploymentFailureException RepoNotFound(string message, string? evidence)
        => new(FailureCode.RepoNotFound, message, evidence, "Check the repo with whoami and create_repo, or its URL, and call create_service with the right one.");

    public static DeploymentFailureException BranchNotFound(string branch, IReadOnlyList<string> branches)
        => new(
            FailureCode.BranchNotFound,
            $"There is no branch '{branch}'.",
            $"Branches: {string.Join(", ", branches.Take(MaxNamed))}{(branches.Count > MaxNamed ? ", …" : "")}",
            $"Push the branch '{branch}', or call update_service with one of these as branch.");

    public static DeploymentFailureException CommitGone(string branch, string commit)
        => new(
            FailureCode.BranchNotFound,
            $"Commit {commit} is no longer to be had from branch '{branch}'.",
            null,
            "It was probably replaced by a forced push: call redeploy_service for the branch's present head.");

    public static DeploymentFailureException RepoEmpty()
        => new(FailureCode.RepoEmpty, "Nothing has been pushed to the repo yet.", null, "Call get_git_token and push; the push deploys by itself.");

    public static DeploymentFailureException TooMuch(string message)
        => new(FailureCode.QuotaExceeded, message, null, "Remove what the build doesn't need (dependencies, build output, data) from the repo and push again.");

    public static DeploymentFailureException InvalidTree(string errors)
        => new(FailureCode.BuildFailed, "The commit holds a path that git refuses to check out.", errors, "Remove that path from the repo and push again.");

    /// <summary>
    /// What a failed git says about a repository: the user's failure where its words say so, else a fault that may mend itself.
    /// An internal repository's row was there a moment ago, so that nothing of it can be the user's.
    /// </summary>
    public static Exception Of(GitOutcome outcome, GitOriginKind kind)
    {
        var users = kind switch
        {
            GitOriginKind.Internal => null,
            GitOriginKind.GitHub => RefusedByGitHubOrNull(outcome),
            _ => AbsentOrNull(outcome),
        };
        return users ?? (Exception)new GitUnavailableException($"git ended with {outcome.ExitCode}: {outcome.Errors}");
    }

    /// <summary>The token was good a moment ago: what has changed since, its owner has changed at GitHub.</summary>
    private static DeploymentFailureException? RefusedByGitHubOrNull(GitOutcome outcome)
        => Array.Exists(Absent, a => outcome.Errors.Contains(a, StringComparison.OrdinalIgnoreCase))
            ? new DeploymentFailureException(
                FailureCode.RepoNotFound,
                "GitHub does not give the repository's content to the platform's app.",
                outcome.Errors,
                "Call whoami for the link with which a person lets the app reach the repository, then redeploy_service.")
            : null;

    private static DeploymentFailureException? AbsentOrNull(GitOutcome outcome)
    {
        if (outcome.Errors.Contains("returned error: 30", StringComparison.Ordinal))
        {
            return RepoNotFound("The clone URL answers with a redirect, which is not followed.", outcome.Errors);
        }

        return Array.Exists(Absent, a => outcome.Errors.Contains(a, StringComparison.OrdinalIgnoreCase))
            ? RepoNotFound("The clone URL leads to no repository that can be read without signing in.", outcome.Errors)
            : null;
    }
}

/// <summary>A git server that does not answer or fails: nobody's repository is at fault, and trying again may help.</summary>
public sealed class GitUnavailableException(string message) : IOException(message);
