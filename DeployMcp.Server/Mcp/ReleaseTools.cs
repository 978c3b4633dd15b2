using System.ComponentModel;
using System.Security.Claims;
using DeployMcp.Domain.Services;
using DeployMcp.Server.Auth;
using DeployMcp.Server.Services;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace DeployMcp.Server.Mcp;

/// <summary>What changes which version of a service serves, and with which settings.</summary>
internal sealed class ReleaseTools(UpdateService updateService, RollbackService rollbackService, CancelDeployment cancelDeployment, ServiceAnswers answers)
{
    private const string Resets = "\"\" resets it";

    [McpServerTool(Name = "update_service", Title = "Update service", ReadOnly = false, Destructive = false, Idempotent = true, OpenWorld = true, OutputSchemaType = typeof(DeployedService))]
    [Description("Changes settings or variables and redeploys with them. What you leave out stays; \"\" resets a text to its default.")]
    public async Task<CallToolResult> UpdateServiceAsync(
        ClaimsPrincipal user,
        RequestContext<CallToolRequestParams> context,
        [Description(ServiceTools.NameDescription)] string name,
        [Description(ServiceTools.ProjectDescription)] string? project = null,
        [Description("Added or changed; value null removes; others stay")] IReadOnlyList<EnvVarChange>? env_vars = null,
        [Description("16Mi to 4Gi")] string? memory = null,
        [Description("Cores, 0.01 to 4")] string? cpu = null,
        [Description("Port the app listens on")] int? port = null,
        [Description("Branch to deploy")] string? branch = null,
        [Description("railpack, dockerfile or static")] string? build_pack = null,
        [Description(Resets)] string? install_command = null,
        [Description(Resets)] string? build_command = null,
        [Description(Resets)] string? start_command = null,
        [Description(Resets)] string? publish_directory = null,
        [Description(Resets)] string? root_directory = null,
        [Description("Replaces its databases; [] detaches all")] IReadOnlyList<string>? resources = null,
        [Description(ServiceTools.WaitDescription)] int? wait_seconds = null,
        CancellationToken cancellationToken = default)
    {
        var change = new ServiceChange(
            branch, build_pack, port, UpdateServiceRules.Pairs(env_vars), memory, cpu, install_command, build_command, start_command, publish_directory, root_directory, resources);
        var updated = await updateService.RunAsync(CallerPrincipal.Of(user), name, project, change, cancellationToken);
        var detached = updated.Detached.Count == 0 ? "" : $" Detached, but kept: {string.Join(", ", updated.Detached)}.";
        var wiring = resources is null ? "" : ResourceAnswers.Of(updated.Resources, updated.Variables);
        return updated.Changed
            ? await answers.FollowAsync(updated.Overview, $"Service {name} has its new settings and is being redeployed with them.{detached}{wiring}", wait_seconds, context, cancellationToken)
            : answers.Unchanged(updated.Overview, $"Service {name} had these settings already; nothing was changed or deployed.");
    }

    [McpServerTool(Name = "rollback_service", Title = "Roll back service", ReadOnly = false, Destructive = false, Idempotent = false, OpenWorld = false, OutputSchemaType = typeof(DeployedService))]
    [Description("Serves an earlier version again within seconds, from its kept release; variables stay. The next push deploys as ever.")]
    public async Task<CallToolResult> RollbackServiceAsync(
        ClaimsPrincipal user,
        RequestContext<CallToolRequestParams> context,
        [Description(ServiceTools.NameDescription)] string name,
        [Description(ServiceTools.ProjectDescription)] string? project = null,
        [Description("Deployment id or commit from get_service; default: the version before")] string? deployment = null,
        [Description(ServiceTools.WaitDescription)] int? wait_seconds = null,
        CancellationToken cancellationToken = default)
    {
        var done = await rollbackService.RunAsync(CallerPrincipal.Of(user), name, project, deployment);
        var version = done.To.CommitSha is { Length: >= 7 } sha ? $"commit {sha[..7]}" : $"deployment {done.To.Id}";
        return done.Begun || done.Overview.Newest?.SourceId == done.To.Id
            ? await answers.FollowAsync(done.Overview, $"Service {name} is being rolled back to {version}.", wait_seconds, context, cancellationToken)
            : answers.Unchanged(done.Overview, $"Service {name} serves {version} already; nothing was done.");
    }

    [McpServerTool(Name = "cancel_deployment", Title = "Cancel deployment", ReadOnly = false, Destructive = true, Idempotent = true, OpenWorld = false, OutputSchemaType = typeof(DeployedService))]
    [Description("Stops the deployment in progress; what serves keeps serving.")]
    public async Task<CallToolResult> CancelDeploymentAsync(
        ClaimsPrincipal user,
        [Description(ServiceTools.NameDescription)] string name,
        [Description(ServiceTools.ProjectDescription)] string? project = null,
        CancellationToken cancellationToken = default)
    {
        var done = await cancelDeployment.RunAsync(CallerPrincipal.Of(user), name, project, cancellationToken);
        return answers.Unchanged(done.Overview, (done.Cancelled, done.Finished) switch
        {
            (false, _) => $"Nothing of service {name} was in progress; nothing was done.",
            (_, true) => "The deployment in progress is cancelled and its processes are gone.",
            _ => "The deployment in progress is cancelled; its processes are still being ended, which finishes by itself.",
        });
    }
}
