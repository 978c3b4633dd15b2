using DeployMcp.Data.Deployments;
using DeployMcp.Data.Services;
using DeployMcp.Domain.Identity;
using DeployMcp.Server.Auth;
using DeployMcp.Server.Calls;
using DeployMcp.Workflows.Deployments;
using Temporalio.Exceptions;

namespace DeployMcp.Server.Services;

/// <param name="Cancelled">False when nothing was in progress.</param>
/// <param name="Finished">False when its processes were still being ended when the time was over.</param>
public sealed record CancelledDeployment(ServiceOverview Overview, bool Cancelled, bool Finished);

/// <summary>
/// Ends the deployment in progress; what serves keeps serving. Answers when its workflow has ended, and with it the build's
/// processes.
/// </summary>
public sealed partial class CancelDeployment(
    ServiceStore services, DeploymentQueue queue, DeploymentWorkflowClient workflows, AuditTrail audit, TimeProvider time, ILogger<CancelDeployment> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <exception cref="RefusalException">The caller has no such service.</exception>
    public Task<CancelledDeployment> RunAsync(Caller caller, string name, string? project, CancellationToken cancellationToken)
    {
        var service = ServiceRef.Of(caller, name, project);
        return audit.RecordAsync(caller, KeyScope.Deploy, "cancel_deployment", service.ToString(), () => CancelAsync(caller, service, cancellationToken), Outcome);
    }

    /// <summary>That deployment and no other, without waiting for its end.</summary>
    public Task BeginAsync(Caller caller, ServiceId service, DeploymentId deployment)
        => audit.RecordAsync(
            caller,
            KeyScope.Deploy,
            "cancel_deployment",
            $"deployment {deployment}",
            async () => await EndAsync(await queue.CancelAsync(service, deployment), stop: null),
            cancelled => cancelled.Any ? "cancelled" : "nothing");

    private async Task<CancelledDeployment> CancelAsync(Caller caller, ServiceRef service, CancellationToken cancellationToken)
    {
        var before = await services.OverviewAsync(caller.UserId, service.Project, service.Name) ?? throw RefusalException.NoService(service.Name, service.Project);
        using var deadline = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var (any, finished) = await EndAsync(await queue.CancelAsync(before.Service.Id), either.Token);
        var after = await services.OverviewAsync(caller.UserId, service.Project, service.Name) ?? before;
        return new CancelledDeployment(after, any, finished);
    }

    /// <param name="stop">When to stop waiting for the workflows' end; null not to wait.</param>
    private async Task<(bool Any, bool Finished)> EndAsync(IReadOnlyList<string> ended, CancellationToken? stop)
    {
        try
        {
            await workflows.CancelAsync(ended);
            if (stop is not { } token)
            {
                return (ended.Count > 0, Finished: false);
            }

            foreach (var workflow in ended)
            {
                await workflows.WaitAsync(workflow, token);
            }

            return (ended.Count > 0, Finished: true);
        }
        catch (OperationCanceledException)
        {
            return (ended.Count > 0, Finished: false);
        }
        catch (RpcException e)
        {
            // The rows say that it is not wanted; the steps see that by themselves within seconds.
            LogLeftToSteps(e, string.Join(", ", ended));
            return (ended.Count > 0, Finished: false);
        }
    }

    private static string Outcome(CancelledDeployment done) => done.Cancelled ? "cancelled" : "nothing";

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not cancel or follow the workflows {Workflows}; their steps end by themselves")]
    private partial void LogLeftToSteps(Exception exception, string workflows);
}
