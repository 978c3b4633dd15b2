using DeployMcp.Data.Deployments;
using DeployMcp.Data.Services;
using DeployMcp.Domain.Services;
using DeployMcp.Workflows.Deployments;
using Temporalio.Exceptions;

namespace DeployMcp.DeployerServer.GitHub.Events;

/// <summary>Deploys a push to every service that is bound to its repository and branch. May be repeated: one commit, one deployment.</summary>
internal sealed partial class PushDeployments(
    ServiceStore services, DeploymentQueue queue, DeploymentWorkflowClient workflows, ILogger<PushDeployments> logger)
{
    public async Task BeginAsync(PushFacts push)
    {
        var commit = new Commit(push.Commit, push.Message, push.Author);
        foreach (var service in await BoundAsync(push))
        {
            await BeginAsync(service, commit);
        }
    }

    /// <summary>Those that reach it through the GitHub App, and those that were made from its URL.</summary>
    private async Task<IReadOnlyList<Service>> BoundAsync(PushFacts push)
    {
        var byUrl = await services.ListBoundAsync(CloneUrls.Of(push.CloneUrl), push.Branch);
        return push.RepositoryId is { } id ? [.. await services.ListBoundAsync(id, push.Branch), .. byUrl] : byUrl;
    }

    private async Task BeginAsync(Service service, Commit commit)
    {
        if (await queue.PushAsync(service.Id, commit) is not { Created: true } queued)
        {
            return;
        }

        LogQueued(service.Name, queued.Deployment.Id, commit.Sha);
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
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Push to {Service}: queued deployment {Deployment} of {Commit}")]
    private partial void LogQueued(string service, Domain.Identity.DeploymentId deployment, string commit);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not start workflow {WorkflowId}; the deployer's sweep will")]
    private partial void LogLeftToSweep(Exception exception, string workflowId);
}
