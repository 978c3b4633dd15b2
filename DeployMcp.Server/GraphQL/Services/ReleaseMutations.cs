using DeployMcp.Data.Services;
using DeployMcp.GraphQL.Schema;
using DeployMcp.Server.GraphQL.Schema;
using DeployMcp.Server.Services;

namespace DeployMcp.Server.GraphQL.Services;

/// <summary>What changes which version of a service serves, and with which settings.</summary>
internal sealed class ReleaseMutations(
    UpdateService updateService, RedeployService redeployService, RollbackService rollbackService, CancelDeployment cancelDeployment, ServiceType service, DeploymentType deployment)
    : ISchemaPart
{
    public IEnumerable<FieldDefinition> Queries => [];

    public IEnumerable<FieldDefinition> Mutations =>
    [
        FieldOf.Mutation(
            "updateService",
            "Changes settings or variables and redeploys with them. What is left out stays. Takes the scope deploy.",
            ServiceInputs.Update,
            UpdatePayload,
            async (caller, input, cancellation) => await updateService.RunAsync(
                caller, input.Required("name"), input.Text("project"), ServiceInputs.ToChange(input), cancellation)),
        FieldOf.Mutation(
            "redeployService",
            "Deploys the branch's newest commit again; what serves keeps serving until the new version is ready. Takes the scope deploy.",
            ServiceInputs.Redeploy,
            RedeployPayload,
            async (caller, input, cancellation) => await redeployService.RunAsync(caller, input.Required("name"), input.Text("project"), cancellation)),
        FieldOf.Mutation(
            "rollbackService",
            "Serves an earlier version again within seconds, from its kept release; variables stay. Takes the scope deploy.",
            ServiceInputs.Rollback,
            RollbackPayload,
            async (caller, input, _) => await rollbackService.RunAsync(caller, input.Required("name"), input.Text("project"), input.Text("deployment"))),
        FieldOf.Mutation(
            "cancelDeployment",
            "Stops the deployment in progress; what serves keeps serving. Takes the scope deploy.",
            ServiceInputs.Cancel,
            CancelPayload,
            async (caller, input, cancellation) => await cancelDeployment.RunAsync(caller, input.Required("name"), input.Text("project"), cancellation)),
    ];

    private ObjectType UpdatePayload => field ??= new ObjectType("UpdateServicePayload", () =>
    [
        Service<UpdatedService>(u => u.Overview),
        Flag<UpdatedService>("changed", "False when all was as asked for already: then nothing is deployed.", u => u.Changed),
    ]);

    private ObjectType RedeployPayload => field ??= new ObjectType("RedeployServicePayload", () => [Service<ServiceOverview>(o => o)]);

    private ObjectType RollbackPayload => field ??= new ObjectType("RollbackServicePayload", () =>
    [
        Service<RolledBack>(r => r.Overview),
        FieldOf.Value<RolledBack>(
            "to",
            FieldOf.Required(deployment.Type),
            "The deployment whose release serves again.",
            r => new DeploymentOf(new ServiceRef(r.Overview.Service.Project, r.Overview.Service.Name), r.To)),
        Flag<RolledBack>("begun", "False when that version serves already.", r => r.Begun),
    ]);

    private ObjectType CancelPayload => field ??= new ObjectType("CancelDeploymentPayload", () =>
    [
        Service<CancelledDeployment>(c => c.Overview),
        Flag<CancelledDeployment>("cancelled", "False when nothing was in progress.", c => c.Cancelled),
        Flag<CancelledDeployment>("finished", "False when its processes are still being ended.", c => c.Finished),
    ]);

    private FieldDefinition Service<T>(Func<T, ServiceOverview> overview)
        => FieldOf.Value<T>("service", FieldOf.Required(service.Type), null, payload => ServiceNode.Of(overview(payload)));

    private static FieldDefinition Flag<T>(string name, string description, Func<T, bool> read)
        => FieldOf.Value<T>(name, FieldOf.Required(BuiltInScalars.Boolean), description, payload => read(payload));
}
