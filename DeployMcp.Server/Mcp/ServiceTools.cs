using System.ComponentModel;
using System.Security.Claims;
using DeployMcp.Domain.Services;
using DeployMcp.Server.Auth;
using DeployMcp.Server.Services;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace DeployMcp.Server.Mcp;

internal sealed class ServiceTools(
    CreateService createService, ListServices listServices, GetService getService, RedeployService redeployService, DeleteService deleteService, ServiceAnswers answers)
{
    internal const string NameDescription = "Service name";
    internal const string ProjectDescription = "Default: default";
    internal const string WaitDescription = "Wait up to this long for active or failed, 0 to 600; default 0";

    [McpServerTool(Name = "create_service", Title = "Create service", ReadOnly = false, Destructive = false, Idempotent = true, OpenWorld = true, OutputSchemaType = typeof(DeployedService))]
    [Description("Builds and runs a repo's branch at a live URL; later pushes redeploy it. Returns at once unless wait_seconds is given.")]
    public async Task<CallToolResult> CreateServiceAsync(
        ClaimsPrincipal user,
        RequestContext<CallToolRequestParams> context,
        [Description("Repo name from create_repo, owner/name at github.com, or a clone URL if this server allows it")] string repo,
        [Description("DNS label; becomes the host name")] string name,
        [Description("Git host; default the internal one, else github.com")] string? host = null,
        [Description("Default: main")] string? branch = null,
        [Description(ProjectDescription)] string? project = null,
        [Description("railpack (default: detects the language), dockerfile or static")] string? build_pack = null,
        [Description("Port the app listens on, given to it as PORT; default 3000, static 8080")] int? port = null,
        [Description("Stored encrypted")] IReadOnlyList<EnvVarArgument>? env_vars = null,
        [Description("Default 256Mi, at most 4Gi")] string? memory = null,
        [Description("Cores; default 0.5, at most 4")] string? cpu = null,
        [Description("Replaces the detected one")] string? install_command = null,
        [Description("Replaces the detected one")] string? build_command = null,
        [Description("Replaces the detected one")] string? start_command = null,
        [Description("Static: directory with the built files")] string? publish_directory = null,
        [Description("Directory of the app in the repo")] string? root_directory = null,
        [Description("Databases, made if missing; the app gets DATABASE_URL and DATABASE_AUTH_TOKEN, of several NAME_URL …")] IReadOnlyList<string>? resources = null,
        [Description(WaitDescription)] int? wait_seconds = null,
        CancellationToken cancellationToken = default)
    {
        var request = new ServiceRequest(
            repo, name, host, branch, project, build_pack, port, CreateServiceRules.Pairs(env_vars), memory, cpu,
            install_command, build_command, start_command, publish_directory, root_directory, resources);
        var made = await createService.RunAsync(CallerPrincipal.Of(user), request, cancellationToken);
        var happened = made.Created ? $"Service {name} is created." : $"Service {name} existed already with these settings; nothing was created.";
        happened += ResourceAnswers.Of(made.Resources, made.Variables);
        return await answers.FollowAsync(made.Overview, happened, wait_seconds, context, cancellationToken);
    }

    [McpServerTool(Name = "list_services", Title = "List services", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false, OutputSchemaType = typeof(ListedServices))]
    [Description("All your services with URL and status.")]
    public async Task<CallToolResult> ListServicesAsync(ClaimsPrincipal user)
        => answers.List(await listServices.RunAsync(CallerPrincipal.Of(user)));

    [McpServerTool(Name = "get_service", Title = "Get service", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false, OutputSchemaType = typeof(ServiceResult))]
    [Description("One service: status (queued, building, deploying, active, failed, crashed), why it failed and what to do, logs, the last 10 deployments.")]
    public async Task<CallToolResult> GetServiceAsync(
        ClaimsPrincipal user,
        [Description(NameDescription)] string name,
        [Description(ProjectDescription)] string? project = null,
        [Description("Also the variables' values")] bool? include_env = null,
        [Description("0 to 500; default 50 after a failure")] int? deploy_log_lines = null,
        [Description("0 to 500; default 50 after a crash")] int? runtime_log_lines = null,
        CancellationToken cancellationToken = default)
        => answers.Details(await getService.RunAsync(
            CallerPrincipal.Of(user), new ServiceQuestion(name, project, include_env ?? false, deploy_log_lines, runtime_log_lines), cancellationToken));

    [McpServerTool(Name = "redeploy_service", Title = "Redeploy service", ReadOnly = false, Destructive = false, Idempotent = false, OpenWorld = true, OutputSchemaType = typeof(DeployedService))]
    [Description("Deploys the branch's newest commit again; the running version serves until the new one is ready.")]
    public async Task<CallToolResult> RedeployServiceAsync(
        ClaimsPrincipal user,
        RequestContext<CallToolRequestParams> context,
        [Description(NameDescription)] string name,
        [Description(ProjectDescription)] string? project = null,
        [Description(WaitDescription)] int? wait_seconds = null,
        CancellationToken cancellationToken = default)
    {
        var overview = await redeployService.RunAsync(CallerPrincipal.Of(user), name, project, cancellationToken);
        return await answers.FollowAsync(overview, $"Service {name} is being redeployed.", wait_seconds, context, cancellationToken);
    }

    [McpServerTool(Name = "delete_service", Title = "Delete service", ReadOnly = false, Destructive = true, Idempotent = true, OpenWorld = false, OutputSchemaType = typeof(DeletionResult))]
    [Description("Stops a service and removes everything of it but its repo and databases. Can't be undone.")]
    public async Task<CallToolResult> DeleteServiceAsync(
        ClaimsPrincipal user,
        [Description(NameDescription)] string name,
        [Description(ProjectDescription)] string? project = null,
        CancellationToken cancellationToken = default)
        => ServiceAnswers.Deleted(await deleteService.RunAsync(CallerPrincipal.Of(user), name, project, cancellationToken));
}
