using DeployMcp.GraphQL.Schema;
using DeployMcp.Server.GraphQL.Schema;
using DeployMcp.Server.Services;

namespace DeployMcp.Server.GraphQL.Services;

/// <summary>Services come and go.</summary>
internal sealed class ServiceMutations(CreateService createService, DeleteService deleteService, ServiceType service) : ISchemaPart
{
    private static readonly ObjectType DeletePayload = new("DeleteServicePayload", () =>
    [
        FieldOf.Value<DeletedService>("name", FieldOf.Required(BuiltInScalars.String), "Free again.", d => d.Service.Name),
        FieldOf.Value<DeletedService>("project", FieldOf.Required(BuiltInScalars.String), null, d => d.Service.Project),
        FieldOf.Value<DeletedService>("finished", FieldOf.Required(BuiltInScalars.Boolean), "False when processes and files are still being removed.", d => d.Finished),
    ]);

    public IEnumerable<FieldDefinition> Queries => [];

    public IEnumerable<FieldDefinition> Mutations =>
    [
        FieldOf.Mutation(
            "createService",
            "Builds and runs a repo's branch at a live URL; later pushes redeploy it. Answers at once: ask service for its status. The same call again returns the same. Takes the scope deploy.",
            ServiceInputs.Create,
            CreatePayload,
            async (caller, input, cancellation) => await createService.RunAsync(caller, ServiceInputs.ToRequest(input), cancellation)),
        FieldOf.Mutation(
            "deleteService",
            "Stops a service and removes everything of it but its repo and databases. Can't be undone. Takes the scope admin.",
            ServiceInputs.Delete,
            DeletePayload,
            async (caller, input, cancellation) => await deleteService.RunAsync(caller, input.Required("name"), input.Text("project"), cancellation)),
    ];

    private ObjectType CreatePayload => field ??= new ObjectType("CreateServicePayload", () =>
    [
        FieldOf.Value<CreatedService>("service", FieldOf.Required(service.Type), null, s => ServiceNode.Of(s.Overview)),
        FieldOf.Value<CreatedService>("created", FieldOf.Required(BuiltInScalars.Boolean), "False when the same call had made it before.", s => s.Created),
    ]);
}
