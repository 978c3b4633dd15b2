using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Services;
using DeployMcp.GraphQL.Execution;
using DeployMcp.GraphQL.Schema;
using DeployMcp.Server.GraphQL.Schema;
using DeployMcp.Server.Services;

namespace DeployMcp.Server.GraphQL.Services;

internal sealed class ServiceType(GetService getService, GetDeployment getDeployment, DeploymentType deployment, ServiceSettings settings)
{
    private const int DefaultLines = 50;

    /// <summary>The last deployments that the feature gives.</summary>
    private const int RecentDeployments = 10;

    private static readonly InputValue Last = new("last", FieldOf.Required(BuiltInScalars.Int), $"How many lines, at most {ServiceLimits.MaxLogLines}")
    {
        Default = new DeployMcp.GraphQL.Language.IntNode($"{DefaultLines}", default),
    };

    private static readonly ObjectType SettingsType = new("ServiceSettings", () =>
    [
        FieldOf.Value<ServiceSpec>("port", FieldOf.Required(BuiltInScalars.Int), "Given to the app as PORT.", s => s.Port),
        FieldOf.Value<ServiceSpec>("memoryMiB", FieldOf.Required(BuiltInScalars.Int), "Limit in MiB.", s => s.MemoryMiB),
        FieldOf.Value<ServiceSpec>("cpuMillis", FieldOf.Required(BuiltInScalars.Int), "Limit in thousandths of a core.", s => s.CpuMillis),
        FieldOf.Value<ServiceSpec>("installCommand", BuiltInScalars.String, "Null for the detected one, as with those below.", s => s.InstallCommand),
        FieldOf.Value<ServiceSpec>("buildCommand", BuiltInScalars.String, null, s => s.BuildCommand),
        FieldOf.Value<ServiceSpec>("startCommand", BuiltInScalars.String, null, s => s.StartCommand),
        FieldOf.Value<ServiceSpec>("publishDirectory", BuiltInScalars.String, null, s => s.PublishDirectory),
        FieldOf.Value<ServiceSpec>("rootDirectory", BuiltInScalars.String, null, s => s.RootDirectory),
    ]);

    private ObjectType VariableType => field ??= new ObjectType("Variable", () =>
    [
        FieldOf.Value<VariableOf>("key", FieldOf.Required(BuiltInScalars.String), null, v => v.Key),
        FieldOf.Read<VariableOf>("value", BuiltInScalars.String, "In clear. Takes the scope deploy.", ValueAsync),
    ]);

    private static readonly ObjectType ResourceVariableType = new("ResourceVariable", () =>
    [
        FieldOf.Value<ServiceVariable>("key", FieldOf.Required(BuiltInScalars.String), null, v => v.Key),
        FieldOf.Value<ServiceVariable>("resource", FieldOf.Required(BuiltInScalars.String), "The database's name.", v => v.Resource),
    ]);

    public ObjectType Type => field ??= new ObjectType("Service", () =>
    [
        Value("name", FieldOf.Required(BuiltInScalars.String), null, s => s.Reference.Name),
        Value("project", FieldOf.Required(BuiltInScalars.String), null, s => s.Reference.Project),
        Value("url", FieldOf.Required(BuiltInScalars.String), "Where it is served.", s => settings.UrlOf(s.Hostname)),
        Value("status", FieldOf.Required(ProductScalars.DeploymentStatus), "The newest deployment's; where that was called off, the status of what serves.", s => ProductScalars.Name(s.Status.ToWire())),
        Value("repo", FieldOf.Required(BuiltInScalars.String), null, s => s.Repo),
        Value("branch", FieldOf.Required(BuiltInScalars.String), "A push to it redeploys.", s => s.Branch),
        Value("buildPack", FieldOf.Required(ProductScalars.BuildPack), null, s => ProductScalars.Name(s.BuildPack.ToWire())),
        Details("settings", FieldOf.Required(SettingsType), "How it is built and run.", (_, d) => d.Overview.Service.Spec),
        Details("createdAt", FieldOf.Required(ProductScalars.DateTime), null, (_, d) => d.Overview.Service.CreatedAt),
        Details("newest", deployment.Type, "The newest deployment.", (s, d) => Of(s, d.Overview.Newest)),
        Details("serving", deployment.Type, "The deployment that serves now.", (s, d) => Of(s, d.Overview.Serving)),
        Details("deployments", FieldOf.ListOf(deployment.Type), $"The last {RecentDeployments}, newest first.", (s, d) => d.Recent.Select(r => Of(s, r))) with { ListSize = RecentDeployments },
        FieldOf.Read<ServiceNode>(
            "deployment", deployment.Type, "One of them, also an older one.", OneDeploymentAsync, arguments: new InputValue("id", FieldOf.Required(BuiltInScalars.Id))),
        Details("resources", FieldOf.ListOf(ResourceVariableType), "The variables that its databases give it; those that the user has set too are the user's.", (_, d) => d.Resources.Where(v => !v.IsOverridden)),
        Details("variables", FieldOf.ListOf(VariableType), "By name.", (s, d) => d.EnvVars.Select(v => new VariableOf(s, v.Key))),
        FieldOf.Read<ServiceNode>(
            "deployLog",
            FieldOf.ListOf(BuiltInScalars.String),
            "The last lines of the newest deployment's log, oldest first.",
            async (call, service, context) => (await AskAsync(call, service, context, q => q with { DeployLogLines = (int)context.Arguments["last"]! })).DeployLog ?? [],
            arguments: Last),
        FieldOf.Read<ServiceNode>(
            "runtimeLog",
            FieldOf.ListOf(BuiltInScalars.String),
            "The last lines that its processes wrote, oldest first.",
            async (call, service, context) => (await AskAsync(call, service, context, q => q with { RuntimeLogLines = (int)context.Arguments["last"]! })).RuntimeLog ?? [],
            arguments: Last),
    ])
    {
        Description = "A branch of a repository, built and run at a URL.",
    };

    private static FieldDefinition Value(string name, GraphQLType type, string? description, Func<ServiceNode, object?> read) => FieldOf.Value(name, type, description, read);

    private FieldDefinition Details(string name, GraphQLType type, string? description, Func<ServiceNode, ServiceDetails, object?> read)
        => FieldOf.Read<ServiceNode>(
            name,
            type,
            description,
            async (call, service, context) => read(service, await service.DetailsAsync(() => AskAsync(call, service, context, q => q))));

    private Task<ServiceDetails> AskAsync(GraphQLCall call, ServiceNode service, FieldContext context, Func<ServiceQuestion, ServiceQuestion> also)
        => getService.RunAsync(
            call.Caller, also(new ServiceQuestion(service.Reference.Name, service.Reference.Project, DeployLogLines: 0, RuntimeLogLines: 0)), context.CancellationToken);

    private async Task<object?> OneDeploymentAsync(GraphQLCall call, ServiceNode service, FieldContext context)
        => Of(service, (await getDeployment.RunAsync(call.Caller, service.Reference.Name, service.Reference.Project, (string)context.Arguments["id"]!)).Deployment);

    private async Task<object?> ValueAsync(GraphQLCall call, VariableOf variable, FieldContext context)
        => (await variable.Service.ClearDetailsAsync(() => AskAsync(call, variable.Service, context, q => q with { IncludeEnv = true })))
            .EnvVars.FirstOrDefault(v => v.Key == variable.Key).Value;

    private static DeploymentOf? Of(ServiceNode service, Deployment? deployment) => deployment is null ? null : new DeploymentOf(service.Reference, deployment);

    private sealed record VariableOf(ServiceNode Service, string Key);
}
