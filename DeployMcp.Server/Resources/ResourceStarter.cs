using DeployMcp.Data.Resources;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Resources;
using DeployMcp.Workflows.Resources;
using Temporalio.Exceptions;

namespace DeployMcp.Server.Resources;

/// <summary>Starts the workflows of databases whose rows are stored.</summary>
public sealed partial class ResourceStarter(ResourceWorkflowClient workflows, ResourceStore resources, ILogger<ResourceStarter> logger)
{
    /// <summary>Has everything made that isn't there yet. When the engine can't be reached, the deployer's sweep starts it later.</summary>
    public async Task StartAsync(IEnumerable<Resource> wanted)
    {
        foreach (var resource in wanted.Where(r => r.Status is ResourceStatus.Provisioning or ResourceStatus.Failed))
        {
            try
            {
                if (resource.Status == ResourceStatus.Failed)
                {
                    await resources.RetryAsync(resource.Id);
                }

                await workflows.StartProvisioningAsync(resource.Id);
            }
            catch (RpcException e)
            {
                LogLeftToSweep(e, resource.Id);
            }
        }
    }

    /// <summary>Has a deleted one's tokens revoked. False when that could not be followed to its end within <paramref name="patience"/>.</summary>
    public async Task<bool> RemoveAsync(ResourceId id, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        try
        {
            await workflows.StartRemovalAsync(id);
            await workflows.WaitForRemovalAsync(id, limit.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        catch (RpcException e)
        {
            LogLeftToSweep(e, id);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not start or follow a workflow of resource {Resource}; the sweep will")]
    private partial void LogLeftToSweep(Exception exception, ResourceId resource);
}
