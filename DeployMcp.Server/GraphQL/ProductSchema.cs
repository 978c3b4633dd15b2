using DeployMcp.GraphQL;
using DeployMcp.GraphQL.Language;
using DeployMcp.GraphQL.Schema;
using DeployMcp.GraphQL.Validation;

namespace DeployMcp.Server.GraphQL;

/// <summary>The fields of one kind of thing. They only call feature classes: no rule of the product is theirs.</summary>
internal interface ISchemaPart
{
    IEnumerable<FieldDefinition> Queries { get; }

    IEnumerable<FieldDefinition> Mutations { get; }
}

/// <summary>What programs can ask and do: the same as agents by MCP and people by pages.</summary>
internal sealed class ProductSchema(IEnumerable<ISchemaPart> parts)
{
    /// <summary>Variables of full length are values of the request, not of the document.</summary>
    private static readonly ParserLimits ParserLimits = new(MaxCharacters: 100_000, MaxTokens: 5_000, MaxNesting: 60);

    private static readonly CostLimits CostLimits = new(MaxDepth: 16, MaxCost: 50_000, MaxAliases: 100);

    public GraphQLEngine Engine { get; } = new(
        new GraphQLSchema(
            new ObjectType("Query", () => parts.SelectMany(p => p.Queries)) { Description = "What is there. All of it is the caller's own." },
            new ObjectType("Mutation", () => parts.SelectMany(p => p.Mutations))
            {
                Description = "What can be done. Several in one request are done one after the other; each is written to the audit log.",
            })
        {
            Description = "Deploy MCP for programs: git repositories become live URLs. Names, not ids: a service is known by its name and project.",
        },
        ParserLimits,
        CostLimits);
}
