using DeployMcp.Data.Resources;
using DeployMcp.Domain.Resources;
using DeployMcp.Domain.Security;
using DeployMcp.GraphQL.Execution;
using DeployMcp.GraphQL.Schema;
using DeployMcp.Server.GraphQL.Schema;
using DeployMcp.Server.Resources;

namespace DeployMcp.Server.GraphQL.Resources;

internal sealed class ResourceFields(ListResources listResources, GetResource getResource, CreateResource createResource, DeleteResource deleteResource) : ISchemaPart
{
    private static readonly ObjectType ServiceNameType = new("ServiceName", () =>
    [
        FieldOf.Value<ServiceName>("project", FieldOf.Required(BuiltInScalars.String), null, s => s.Project),
        FieldOf.Value<ServiceName>("name", FieldOf.Required(BuiltInScalars.String), null, s => s.Name),
    ]);

    private static readonly InputObjectType CreateInput = new("CreateResourceInput", () =>
    [
        new("name", FieldOf.Required(BuiltInScalars.String), "DNS label"),
        new("type", ProductScalars.ResourceType, "Default: SQLITE, or EXTERNAL when there is a url"),
        new("size", BuiltInScalars.String, "Default 1Gi, at most 10Gi"),
        new("region", BuiltInScalars.String, $"Default: {ResourceLimits.DefaultRegion}"),
        new("url", BuiltInScalars.String, "Of an external one; stored encrypted"),
        new("authToken", BuiltInScalars.String, "Of an external one; stored encrypted"),
    ]);

    private static readonly InputObjectType DeleteInput = new("DeleteResourceInput", () => [new("name", FieldOf.Required(BuiltInScalars.String))]);

    private static readonly ObjectType DeletePayload = new("DeleteResourcePayload", () =>
    [
        FieldOf.Value<DeletedResource>("name", FieldOf.Required(BuiltInScalars.String), "Free again.", d => d.Resource.Name),
        FieldOf.Value<DeletedResource>("restorableUntil", FieldOf.Required(ProductScalars.DateTime), "Until then createResource brings it back with its data.", d => d.Resource.RestorableUntil),
    ]);

    public IEnumerable<FieldDefinition> Queries =>
    [
        FieldOf.Query(
            "resources", FieldOf.ListOf(Type), "All databases, by name.", async (call, _) => (await listResources.RunAsync(call.Caller)).Select(r => new ResourceNode(r)).ToList())
            with { ListSize = 20 },
        FieldOf.Query(
            "resource",
            FieldOf.Required(Type),
            "One database.",
            async (call, context) => new ResourceNode((await getResource.RunAsync(call.Caller, (string)context.Arguments["name"]!, withSecrets: false, context.CancellationToken)).Overview),
            new InputValue("name", FieldOf.Required(BuiltInScalars.String))),
    ];

    public IEnumerable<FieldDefinition> Mutations =>
    [
        FieldOf.Mutation(
            "createResource",
            "Makes a database, or brings back one that was deleted within 24 hours. If it exists, returns it. Takes the scope deploy.",
            CreateInput,
            CreatePayload,
            async (caller, input, cancellation) => await createResource.RunAsync(
                caller,
                new ResourceRequest(input.Required("name"), input.Wire("type"), input.Text("size"), input.Text("region"), Secret(input.Text("url")), Secret(input.Text("authToken"))),
                cancellation)),
        FieldOf.Mutation(
            "deleteResource",
            "Deletes a database that no service uses. Takes the scope admin.",
            DeleteInput,
            DeletePayload,
            async (caller, input, cancellation) => await deleteResource.RunAsync(caller, input.Required("name"), cancellation)),
    ];

    private ObjectType CreatePayload => field ??= new ObjectType("CreateResourcePayload", () =>
    [
        FieldOf.Value<EnsuredResource>("resource", FieldOf.Required(Type), null, r => new ResourceNode(new ResourceOverview(r.Resource, []))),
        FieldOf.Value<EnsuredResource>("created", FieldOf.Required(BuiltInScalars.Boolean), "False when it existed already, or is restored.", r => r.Outcome == ResourceOutcome.Created),
        FieldOf.Value<EnsuredResource>("restored", FieldOf.Required(BuiltInScalars.Boolean), "True when it had been deleted.", r => r.Outcome == ResourceOutcome.Restored),
    ]);

    private ObjectType Type => field ??= new ObjectType("Resource", () =>
    [
        Value("name", FieldOf.Required(BuiltInScalars.String), null, r => r.Name),
        Value("type", FieldOf.Required(ProductScalars.ResourceType), null, r => ProductScalars.Name(r.Type.ToWire())),
        Value("status", FieldOf.Required(ProductScalars.ResourceStatus), null, r => ProductScalars.Name(r.Status.ToWire())),
        Value("project", BuiltInScalars.String, "Null when it is for all projects.", r => r.Project),
        Value("region", BuiltInScalars.String, null, r => r.Region.Length == 0 ? null : r.Region),
        Value("size", BuiltInScalars.String, "What it may hold, for example 1Gi; null for an external one.", r => r.MaxBytes is { } size ? ByteSize.Show(size) : null),
        Value("failure", BuiltInScalars.String, "Why it could not be made.", r => r.Failure),
        Value("createdAt", FieldOf.Required(ProductScalars.DateTime), null, r => r.CreatedAt),
        Details("services", FieldOf.ListOf(ServiceNameType), "Who uses it.", d => d.Overview.Services) with { ListSize = 5 },
        Details("used", BuiltInScalars.String, "How much it holds; null where that can't be said now.", d => d.Usage is { } usage ? ByteSize.Show(usage.Bytes) : null),
        Details("url", BuiltInScalars.String, "For clients, without the token. Of an external one it takes the scope deploy.", d => d.Url?.Reveal()),
        Details("authToken", BuiltInScalars.String, "In clear. Takes the scope deploy, else it is null.", d => d.AuthToken?.Reveal()),
    ])
    {
        Description = "A database: SQLite for any libSQL client, or one of the user's own.",
    };

    private static FieldDefinition Value(string name, GraphQLType type, string? description, Func<Resource, object?> read)
        => FieldOf.Value<ResourceNode>(name, type, description, n => read(n.Overview.Resource));

    private FieldDefinition Details(string name, GraphQLType type, string? description, Func<ResourceDetails, object?> read)
        => FieldOf.Read<ResourceNode>(
            name,
            type,
            description,
            async (call, node, context) => read(await node.DetailsAsync(() => AskAsync(call, node, context))));

    private Task<ResourceDetails> AskAsync(GraphQLCall call, ResourceNode node, FieldContext context)
        => getResource.RunAsync(call.Caller, node.Overview.Resource.Name, withSecrets: true, context.CancellationToken);

    private static Sensitive? Secret(string? text) => text is null ? null : new Sensitive(text);
}
