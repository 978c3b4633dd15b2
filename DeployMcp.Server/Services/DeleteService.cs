using DeployMcp.Data.Resources;
using DeployMcp.Data.Services;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Identity;
using DeployMcp.Server.Auth;
using DeployMcp.Server.Calls;
using DeployMcp.Workflows.Deployments;
using Temporalio.Exceptions;

namespace DeployMcp.Server.Services;

/// <param name="Finished">False when processes and files were still being removed when the time was over.</param>
/// <param name="Resources">The databases that it had; they stay.</param>
public sealed record DeletedService(ServiceRef Service, bool Finished, IReadOnlyList<string> Resources);

/// <summary>Frees the name at once and removes everything behind it; answers when that is done, so that the URL is gone.</summary>
public sealed partial class DeleteService(
    ServiceStore services, ServiceResourceStore resources, DeploymentWorkflowClient workflows, AuditTrail audit, TimeProvider time, ILogger<DeleteService> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <exception cref="RefusalException">The caller has no such service.</exception>
    public Task<DeletedService> RunAsync(Caller caller, string name, string? project, CancellationToken cancellationToken)
    {
        var service = ServiceRef.Of(caller, name, project);
        return audit.RecordAsync(caller, KeyScope.Admin, "delete_service", service.ToString(), () => DeleteAsync(caller, service, cancellationToken), _ => "deleted");
    }

    private async Task<DeletedService> DeleteAsync(Caller caller, ServiceRef service, CancellationToken cancellationToken)
    {
        var had = await resources.ListNamesAsync(caller.UserId, service.Project, service.Name);
        var id = await services.MarkDeletedAsync(caller.UserId, service.Project, service.Name)
            ?? throw RefusalException.NoService(service.Name, service.Project);
        using var deadline = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await workflows.StartDeleteAsync(id);
            await workflows.WaitAsync(WorkflowId.ForDelete(id), either.Token);
            return new DeletedService(service, Finished: true, had);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new DeletedService(service, Finished: false, had);
        }
        catch (RpcException e)
        {
            // The deployer's sweep starts the delete of every service that is marked.
            LogLeftToSweep(e, id.ToString());
            return new DeletedService(service, Finished: false, had);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not start or follow the delete of service {ServiceId}; the sweep will")]
    private partial void LogLeftToSweep(Exception exception, string serviceId);
}
