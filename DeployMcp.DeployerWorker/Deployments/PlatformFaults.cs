using DeployMcp.Data.Deployments;
using DeployMcp.DeployerWorker.Deployments.Logs;
using DeployMcp.Domain.Failures;
using DeployMcp.Domain.Identity;
using DeployMcp.Platform.Builders;
using DeployMcp.Platform.Builders.BuildKit;
using DeployMcp.Platform.Git;
using DeployMcp.Platform.GitHub;
using DeployMcp.Platform.Registries;
using DeployMcp.Platform.Runtimes.Kubernetes;
using Npgsql;
using Temporalio.Activities;

namespace DeployMcp.DeployerWorker.Deployments;

/// <summary>
/// What went wrong on the platform's side: said in the deployment's log at each try, and again, as evidence, when the tries
/// are used up. Without the exception's own words, which may hold addresses and paths.
/// </summary>
internal sealed class PlatformFaults(DeploymentLogs logs, DeploymentLogStore store)
{
    private const string Mark = "Platform fault: ";
    private const int DiskFull = 28; // ENOSPC
    private const int LinesToSearch = 50;

    public async Task WriteAsync(DeploymentId id, Exception fault)
    {
        var info = ActivityExecutionContext.Current.Info;
        try
        {
            await logs.WriteAsync(id, $"{Mark}{Describe(fault, info.ActivityType)} (try {info.Attempt} of this step)");
        }
        catch (NpgsqlException)
        {
            // It is the database that doesn't answer: there is no place to say so.
        }
    }

    /// <summary>After the last try: ours, with what was last seen of it.</summary>
    public async Task<Failure> ConcludeAsync(DeploymentId id)
    {
        var last = (await store.TailAsync(id, LinesToSearch)).LastOrDefault(line => line.Text.StartsWith(Mark, StringComparison.Ordinal));
        return new Failure(
            FailureCode.PlatformFault,
            "The platform could not carry this deployment out, although it tried for some minutes. Nothing in the repo or its settings caused that.",
            last?.Text[Mark.Length..],
            "Call redeploy_service. If it fails again, tell the platform's operator.");
    }

    private static string Describe(Exception fault, string step) => fault switch
    {
        DiskFullException or IOException { HResult: DiskFull } => "a disk of the platform is full",
        GitHubUnavailableException { RetryAt: { } at } => $"GitHub limits the platform's requests until {at:u}",
        GitHubUnavailableException => "GitHub did not answer, or failed",
        GitHubSetupException => "the platform's GitHub App is not set up rightly",
        GitUnavailableException => "the git server did not answer",
        BuildKitGoneException => "BuildKit did not answer, or went away during the build",
        RegistryException => "the registry did not answer, or failed",
        NpgsqlException => "the database did not answer",
        ClusterUnavailableException cluster => cluster.Trouble,
        HttpRequestException or OperationCanceledException => UsesGit(step) ? "the git server did not answer" : "what runs the services did not answer",
        TimeoutException => "a part of the platform did not answer in time",
        _ => $"{fault.GetType().Name}",
    };

    /// <summary>The engine's names of the two steps that read from the git server; all others turn to the runtime.</summary>
    private static bool UsesGit(string step) => step is "ResolveCommit" or "BuildRelease";
}
