using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Nodes;
using DeployMcp.Data.Deployments;
using DeployMcp.Data.Services;
using DeployMcp.Data.Tasks;
using DeployMcp.Domain.Deployments;
using DeployMcp.Server.Auth;
using DeployMcp.Server.Services;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace DeployMcp.Server.Mcp.Tasks;

/// <summary>
/// Calls that deploy, as tasks. A task is a deployment seen by whoever asked for it, so it needs no process of its own and goes on
/// over restarts of this server; cancelling it cancels the deployment. It is completed also when the deployment failed: the call's
/// result says so.
/// </summary>
internal sealed class DeploymentTasks(
    TaskStore tasks, DeploymentStore deployments, DeploymentLogStore logs, ServiceStore services, CancelDeployment cancel, ServiceAnswers answers, TimeProvider time)
    : ITaskBackend
{
    private const int MaxMessage = 300;
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    public TaskSupport SupportOf(string tool)
        => tool is "create_service" or "redeploy_service" or "rollback_service" or "update_service" ? TaskSupport.Optional : TaskSupport.None;

    public async Task<(TaskState? Task, CallToolResult? Result)> CallAsync(
        RequestContext<CallToolRequestParams> request, Func<CancellationToken, Task<CallToolResult>> call, CancellationToken cancellationToken)
    {
        var offer = DeploymentTaskOffer.Make(request);
        var result = await call(cancellationToken);
        if (offer.Taken is not var (overview, happened) || result.IsError == true)
        {
            return (null, result);
        }

        var task = await tasks.CreateAsync(CallerPrincipal.Of(request.User).UserId, request.Params!.Name, overview.Newest!, happened, Lifetime);
        return (State(task, TaskPhase.Working, overview.Newest!.Status.ToWire(), task.CreatedAt), null);
    }

    public async Task<TaskState?> FindAsync(ClaimsPrincipal? user, string id, CancellationToken cancellationToken)
    {
        var caller = CallerPrincipal.Of(user);
        if (await tasks.FindAsync(caller.UserId, id) is not { } task)
        {
            return null;
        }

        if (task.Outcome is { } known)
        {
            return Ended(task, known);
        }

        var deployment = await deployments.FindAsync(task.DeploymentId);
        return deployment?.Status.IsInProgress() == true
            ? await WorkingAsync(task, deployment)
            : Ended(task, await tasks.EndAsync(task.Id, await OutcomeAsync(caller, task, deployment)));
    }

    public async Task<bool> CancelAsync(ClaimsPrincipal? user, string id, CancellationToken cancellationToken)
    {
        var caller = CallerPrincipal.Of(user);
        if (await tasks.FindAsync(caller.UserId, id) is not { } task)
        {
            return false;
        }

        await cancel.BeginAsync(caller, task.ServiceId, task.DeploymentId);
        return true;
    }

    /// <summary>No deployment asks for anything, so every answer is one that nobody waits for.</summary>
    public async Task<bool> AnswerAsync(ClaimsPrincipal? user, string id, IDictionary<string, InputResponse> answers, CancellationToken cancellationToken)
        => await tasks.FindAsync(CallerPrincipal.Of(user).UserId, id) is not null;

    private async Task<TaskState> WorkingAsync(DeploymentTask task, Deployment deployment)
    {
        var last = (await logs.TailAsync(deployment.Id, 1)).SingleOrDefault();
        var message = last is null ? deployment.Status.ToWire() : $"{deployment.Status.ToWire()}: {last.Text}";
        var updated = new[] { deployment.CreatedAt, deployment.StartedAt, last?.At }.Max();
        return State(task, TaskPhase.Working, message.Length > MaxMessage ? message[..MaxMessage] : message, updated ?? task.CreatedAt);
    }

    private async Task<TaskOutcome> OutcomeAsync(Caller caller, DeploymentTask task, Deployment? deployment)
    {
        var ended = deployment?.FinishedAt ?? time.GetUtcNow();
        if (deployment is null or { Status: DeploymentStatus.Cancelled } || await services.FindAsync(task.ServiceId) is not { } service)
        {
            return new TaskOutcome(Completed: false, deployment is null ? "The service was deleted." : "The deployment was cancelled.", null, ended);
        }

        var overview = await services.OverviewAsync(caller.UserId, service.Project, service.Name);
        var result = answers.Unchanged(
            new ServiceOverview(service, deployment, overview?.Service.Id == service.Id ? overview.Serving : null), task.Happened);
        result.ResultType = "complete";
        return new TaskOutcome(Completed: true, deployment.Status.ToWire(), JsonSerializer.Serialize(result, McpJsonUtilities.DefaultOptions), ended);
    }

    private static TaskState Ended(DeploymentTask task, TaskOutcome outcome)
    {
        var state = State(task, outcome.Completed ? TaskPhase.Completed : TaskPhase.Cancelled, outcome.StatusMessage, outcome.At);
        return state with { Result = outcome.Result is null ? null : JsonNode.Parse(outcome.Result) };
    }

    private static TaskState State(DeploymentTask task, TaskPhase phase, string? message, DateTimeOffset updated)
        => new(task.Id, phase, message, task.CreatedAt, updated, task.ExpiresAt - task.CreatedAt, PollInterval);
}
