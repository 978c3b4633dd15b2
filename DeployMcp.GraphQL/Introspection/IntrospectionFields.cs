using DeployMcp.GraphQL.Schema;

namespace DeployMcp.GraphQL.Introspection;

/// <summary>The fields that every schema has beside its own (section 4.1 "Type Name Introspection", 4.2).</summary>
internal static class IntrospectionFields
{
    /// <summary>Answered by the executor itself, which knows the type.</summary>
    public static FieldDefinition TypeName { get; } = new("__typename", new NonNullType(BuiltInScalars.String));

    public static FieldDefinition Schema { get; } = new("__schema", new NonNullType(IntrospectionTypes.Schema)) { Resolve = context => new(context.Schema) };

    public static FieldDefinition Type { get; } = new("__type", IntrospectionTypes.Type)
    {
        Arguments = [new InputValue("name", new NonNullType(BuiltInScalars.String))],
        Resolve = context => new(context.Schema.Type((string)context.Arguments["name"]!)),
    };
}
