using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Failures;
using DeployMcp.GraphQL.Schema;
using DeployMcp.Server.GraphQL.Schema;
using DeployMcp.Server.Services;

namespace DeployMcp.Server.GraphQL.Services;

/// <summary>A deployment beside the service that it is of.</summary>
internal sealed record DeploymentOf(ServiceRef Service, Deployment Deployment);

internal sealed class DeploymentType(GetDeployment getDeployment, TimeProvider time)
{
    private static readonly ObjectType FailureType = new("Failure", () =>
    [
        FieldOf.Value<Failure>("code", FieldOf.Required(ProductScalars.FailureCode), null, f => ProductScalars.Name(f.Code.ToWire())),
        FieldOf.Value<Failure>("message", FieldOf.Required(BuiltInScalars.String), "What happened.", f => f.Message),
        FieldOf.Value<Failure>("evidence", BuiltInScalars.String, "The lines or the probe's answer that show it.", f => f.Evidence),
        FieldOf.Value<Failure>("next", FieldOf.Required(BuiltInScalars.String), "What to do about it.", f => CallNames.InGraphQL(f.Next)),
    ]);

    private static readonly ObjectType LogPageType = new("LogPage", () =>
    [
        FieldOf.Value<DeploymentDetails>("lines", FieldOf.ListOf(BuiltInScalars.String), "Oldest first.", d => d.Log),
        FieldOf.Value<DeploymentDetails>("earlier", BuiltInScalars.Id, "What to give as before for the lines before these; null when there are none.", d => d.Earlier),
    ]);

    public ObjectType Type => field ??= new ObjectType("Deployment", () =>
    [
        Value("id", FieldOf.Required(BuiltInScalars.Id), null, d => d.Id.ToString()),
        Value("status", FieldOf.Required(ProductScalars.DeploymentStatus), null, d => ProductScalars.Name(d.Status.ToWire())),
        Value("trigger", FieldOf.Required(ProductScalars.DeploymentTrigger), null, d => ProductScalars.Name(d.Trigger.ToString())),
        Value("commit", BuiltInScalars.String, "Null until it is resolved.", d => d.CommitSha),
        Value("commitMessage", BuiltInScalars.String, null, d => d.CommitMessage),
        Value("commitAuthor", BuiltInScalars.String, null, d => d.CommitAuthor),
        Value("createdAt", FieldOf.Required(ProductScalars.DateTime), null, d => d.CreatedAt),
        Value("startedAt", ProductScalars.DateTime, null, d => d.StartedAt),
        Value("finishedAt", ProductScalars.DateTime, null, d => d.FinishedAt),
        Value("seconds", FieldOf.Required(BuiltInScalars.Float), "From the call or push that caused it to its end, or to now.", Seconds),
        Value("failure", FailureType, "Why it failed, if it did.", d => d.Failure),
        FieldOf.Read<DeploymentOf>(
            "log",
            FieldOf.Required(LogPageType),
            "What building and deploying said, from the end.",
            async (call, of, context) => await getDeployment.RunAsync(
                call.Caller, of.Service.Name, of.Service.Project, of.Deployment.Id.ToString(), context.Arguments.GetValueOrDefault("before") is string id ? ReadId(id) : null),
            arguments: new InputValue("before", BuiltInScalars.Id, "A page's earlier")),
    ])
    {
        Description = "One attempt to bring a commit, settings or an earlier release into service.",
    };

    private static FieldDefinition Value(string name, GraphQLType type, string? description, Func<Deployment, object?> read)
        => FieldOf.Value<DeploymentOf>(name, type, description, of => read(of.Deployment));

    private object? Seconds(Deployment deployment) => Math.Round(((deployment.FinishedAt ?? time.GetUtcNow()) - deployment.CreatedAt).TotalSeconds, 1);

    /// <summary>Before what is no line's number there is nothing.</summary>
    private static long ReadId(string id) => long.TryParse(id, out var number) ? number : 0;
}
