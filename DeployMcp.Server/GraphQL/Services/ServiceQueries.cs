using DeployMcp.Domain.Services;
using DeployMcp.GraphQL.Schema;
using DeployMcp.Server.GraphQL.Schema;
using DeployMcp.Server.Services;

namespace DeployMcp.Server.GraphQL.Services;

internal sealed class ServiceQueries(ListServices listServices, GetService getService, ServiceType service) : ISchemaPart
{
    /// <summary>As many as a user may have by default.</summary>
    private const int AssumedServices = 50;

    public IEnumerable<FieldDefinition> Queries =>
    [
        FieldOf.Query(
            "services", FieldOf.ListOf(service.Type), "All services, by project and name.", async (call, _) => (await listServices.RunAsync(call.Caller)).Select(ServiceNode.Of))
            with
        { ListSize = AssumedServices },
        FieldOf.Query(
            "service",
            service.Type,
            "One service.",
            async (call, context) => ServiceNode.Of(await getService.RunAsync(
                call.Caller,
                new ServiceQuestion((string)context.Arguments["name"]!, context.Arguments.GetValueOrDefault("project") as string, DeployLogLines: 0, RuntimeLogLines: 0),
                context.CancellationToken)),
            new InputValue("name", FieldOf.Required(BuiltInScalars.String)),
            new InputValue("project", BuiltInScalars.String, $"Default: {ServiceLimits.DefaultProject}")),
    ];

    public IEnumerable<FieldDefinition> Mutations => [];
}
