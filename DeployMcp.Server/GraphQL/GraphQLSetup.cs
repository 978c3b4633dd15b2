using DeployMcp.Server.GraphQL.Accounts;
using DeployMcp.Server.GraphQL.Keys;
using DeployMcp.Server.GraphQL.Repos;
using DeployMcp.Server.GraphQL.Resources;
using DeployMcp.Server.GraphQL.Services;

namespace DeployMcp.Server.GraphQL;

internal static class GraphQLSetup
{
    /// <summary>Nothing of it is made before the first request.</summary>
    public static WebApplicationBuilder AddGraphQL(this WebApplicationBuilder builder)
    {
        builder.Services
            .AddSingleton<ServiceType>()
            .AddSingleton<DeploymentType>()
            .AddSingleton<ISchemaPart, AccountFields>()
            .AddSingleton<ISchemaPart, ServiceQueries>()
            .AddSingleton<ISchemaPart, ServiceMutations>()
            .AddSingleton<ISchemaPart, ReleaseMutations>()
            .AddSingleton<ISchemaPart, RepoFields>()
            .AddSingleton<ISchemaPart, ResourceFields>()
            .AddSingleton<ISchemaPart, KeyFields>()
            .AddSingleton<ProductSchema>()
            .AddSingleton<FieldFaults>()
            .AddSingleton<GraphQLAuthentication>()
            .AddSingleton<GraphQLEndpoint>();
        return builder;
    }

    public static WebApplication MapGraphQL(this WebApplication app)
    {
        app.Map("/graphql", context => context.RequestServices.GetRequiredService<GraphQLEndpoint>().HandleAsync(context));
        return app;
    }
}
