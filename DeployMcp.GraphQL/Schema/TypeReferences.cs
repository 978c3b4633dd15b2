using DeployMcp.GraphQL.Language;

namespace DeployMcp.GraphQL.Schema;

/// <summary>Types as documents name them.</summary>
internal static class TypeReferences
{
    /// <summary>Null when the schema has no such type.</summary>
    public static GraphQLType? Resolve(GraphQLSchema schema, TypeNode node) => node switch
    {
        NamedTypeNode named => schema.Type(named.Name),
        ListTypeNode list => Resolve(schema, list.Item) is { } item ? new ListType(item) : null,
        NonNullTypeNode nonNull => Resolve(schema, nonNull.Nullable) is { } nullable ? new NonNullType(nullable) : null,
        _ => null,
    };
}
