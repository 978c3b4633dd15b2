using DeployMcp.Data.Deployments;
using DeployMcp.Domain.Deployments;
using DeployMcp.Workflows.Deployments;
using Temporalio.Exceptions;

namespace DeployMcp.Server.Services;

/// <summary>Starts the workflow of a deployment whose row is stored, and stops those that it supersedes.</summary>
public sealed partial class DeploymentStarter(DeploymentWorkflowClient workflows, DeploymentQueue queue, ILogger<DeploymentStarter> logger)
{
    /// <summary>When the engine can't be reached the row stays marked as unstarted, and the deployer's sweep starts it later.</summary>
    public async Task StartAsync(Deployment deployment, IReadOnlyList<string> superseded)
    {
        try
        {
            await workflows.StartAsync(deployment);
            await queue.MarkStartedAsync(deployment.Id);
            await workflows.CancelAsync(superseded);
        }
        catch (RpcException e)
        {
            LogLeftToSweep(e, deployment.WorkflowId);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not start workflow {WorkflowId}; the sweep will")]
    private partial void LogLeftToSweep(Exception exception, string workflowId);
}
