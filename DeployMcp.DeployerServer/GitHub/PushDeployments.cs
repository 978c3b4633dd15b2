using DeployMcp.Data.Deployments;
using DeployMcp.Data.Services;
using DeployMcp.Domain.Services;
using DeployMcp.Workflows.Deployments;
using Temporalio.Exceptions;

namespace DeployMcp.DeployerServer.GitHub;

/// <summary>Deploys a push to every service that is bound to its repository and branch. May be repeated: one commit, one deployment.</summary>
internal sealed partial class PushDeployments(
    ServiceStore services, DeploymentQueue queue, DeploymentWorkflowClient workflows, ILogger<PushDeployments> logger)
{
    private const int MaxMessage = 200;

    /// <returns>How many deployments began.</returns>
    public async Task<int> BeginAsync(PushEvent push, string branch)
    {
        var begun = 0;
        var commit = new Commit(push.After, FirstLine(push.HeadCommit?.Message), FirstLine(push.HeadCommit?.Author?.Name));
        foreach (var service in await services.ListBoundAsync(push.CloneUrls(), branch))
        {
            begun += await BeginAsync(service, commit) ? 1 : 0;
        }

        return begun;
    }

    private async Task<bool> BeginAsync(Service service, Commit commit)
    {
        if (await queue.PushAsync(service.Id, commit) is not { Created: true } queued)
        {
            return false;
        }

        try
        {
            await workflows.StartAsync(queued.Deployment);
            await queue.MarkStartedAsync(queued.Deployment.Id);
            await workflows.CancelAsync(queued.SupersededWorkflows);
        }
        catch (RpcException e)
        {
            LogLeftToSweep(e, queued.Deployment.WorkflowId);
        }

        return true;
    }

    private static string? FirstLine(string? text)
    {
        var line = text?.Split('\n', 2)[0].Trim().Replace("\0", "", StringComparison.Ordinal);
        return line is { Length: > MaxMessage } ? line[..MaxMessage] : line;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not start workflow {WorkflowId}; the deployer's sweep will")]
    private partial void LogLeftToSweep(Exception exception, string workflowId);
}
