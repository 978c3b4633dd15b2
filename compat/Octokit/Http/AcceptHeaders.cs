namespace Octokit;

public static class AcceptHeaders
{
    public const string StableVersionJson = "application/vnd.github.v3+json";

    public const string GitHubAppsPreview = "application/vnd.github.machine-man-preview+json";
}
