using DeployMcp.Data.Deployments;
using DeployMcp.Data.Services;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Failures;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Services;
using DeployMcp.Workflows.Deployments;
using Temporalio.Exceptions;

namespace DeployMcp.DeployerWorker.Deployments;

/// <summary>What every step of a deployment begins with: its rows.</summary>
internal sealed record DeploymentWork(Deployment Deployment, Service Service);

/// <summary>
/// Runs a step of a deployment and gives its errors the meaning that the workflow knows: a failure of the user's is stored and
/// not tried again, one that nobody wants any more ends quietly, all else is the platform's and is tried again.
/// </summary>
internal sealed partial class DeploymentScope(DeploymentStore deployments, ServiceStore services, PlatformFaults faults, ILogger<DeploymentScope> logger)
{
    public async Task RunAsync(DeploymentStep step, Func<DeploymentWork, Task> work)
    {
        if (await TryAsync(step, work) is { } failure)
        {
            // Thrown apart from its cause: the engine would write the cause's message into the history.
            throw failure;
        }
    }

    private async Task<ApplicationFailureException?> TryAsync(DeploymentStep step, Func<DeploymentWork, Task> work)
    {
        try
        {
            await work(await LoadAsync(step));
            return null;
        }
        catch (DeploymentFailureException e)
        {
            await deployments.SetFailureAsync(step.DeploymentId, e.Failure);
            return new ApplicationFailureException(e.Failure.Code.ToWire(), errorType: DeploymentErrors.UserFailure, nonRetryable: true);
        }
        catch (Exception e) when (e is not (OperationCanceledException or FailureException))
        {
            LogFault(e, step.DeploymentId);
            await faults.WriteAsync(step.DeploymentId, e);
            return new ApplicationFailureException($"The platform met a {e.GetType().Name}.", errorType: e.GetType().Name);
        }
    }

    /// <summary>The next state, or the end of this deployment's workflow when another was faster.</summary>
    public async Task MoveAsync(Deployment deployment, DeploymentStatus to)
    {
        if (!await deployments.TryMoveAsync(deployment.Id, to))
        {
            throw NoLongerWanted();
        }
    }

    public static ApplicationFailureException NoLongerWanted()
        => new("Another deployment or a delete has taken over.", errorType: DeploymentErrors.NoLongerWanted, nonRetryable: true);

    private async Task<DeploymentWork> LoadAsync(DeploymentStep step)
    {
        var deployment = await deployments.FindAsync(step.DeploymentId);
        var isWanted = deployment?.Status is { } status && (status.IsInProgress() || status == DeploymentStatus.Active);
        return isWanted && await services.FindAsync(step.ServiceId) is { } service ? new DeploymentWork(deployment!, service) : throw NoLongerWanted();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A step of deployment {Deployment} failed and is tried again")]
    private partial void LogFault(Exception e, DeploymentId deployment);
}
