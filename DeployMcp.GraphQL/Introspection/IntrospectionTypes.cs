using DeployMcp.GraphQL.Language;
using DeployMcp.GraphQL.Schema;

namespace DeployMcp.GraphQL.Introspection;

/// <summary>The types that describe a schema (section 4.2 "Schema Introspection").</summary>
internal static class IntrospectionTypes
{
    private static readonly ScalarType Text = BuiltInScalars.String;
    private static readonly NonNullType RequiredText = new(BuiltInScalars.String);
    private static readonly NonNullType RequiredFlag = new(BuiltInScalars.Boolean);

    private static readonly InputValue IncludeDeprecated =
        new("includeDeprecated", BuiltInScalars.Boolean) { Default = new BooleanNode(value: false, default) };

    private static readonly EnumType TypeKind = new(
        "__TypeKind", [.. new[] { "SCALAR", "OBJECT", "INTERFACE", "UNION", "ENUM", "INPUT_OBJECT", "LIST", "NON_NULL" }.Select(k => new EnumValue(k))])
    {
        Description = "The kinds of types.",
    };

    private static readonly EnumType DirectiveLocation = new("__DirectiveLocation", [.. DirectiveLocations.All.Select(l => new EnumValue(l))])
    {
        Description = "The places where a directive may stand.",
    };

    public static ObjectType Schema { get; } = new("__Schema", () =>
    [
        Field<GraphQLSchema>("description", Text, s => s.Description),
        Field<GraphQLSchema>("types", ListOf(Type!), s => s.Types, listSize: 5),
        Field<GraphQLSchema>("queryType", new NonNullType(Type!), s => s.Query),
        Field<GraphQLSchema>("mutationType", Type!, s => s.Mutation),
        Field<GraphQLSchema>("subscriptionType", Type!, _ => null),
        Field<GraphQLSchema>("directives", ListOf(Directive!), s => s.Directives, listSize: 5),
    ])
    {
        Description = "What the server can do: its types, directives and the types that operations begin with.",
    };

    public static ObjectType Type { get; } = new("__Type", () =>
    [
        Field<GraphQLType>("kind", new NonNullType(TypeKind), Kind),
        Field<GraphQLType>("name", Text, t => (t as NamedType)?.Name),
        Field<GraphQLType>("description", Text, t => (t as NamedType)?.Description),
        Field<GraphQLType>("specifiedByURL", Text, t => (t as ScalarType)?.SpecifiedByUrl),
        Deprecatable<GraphQLType>("fields", OptionalListOf(FieldType!), (t, all) => (t as FieldsType)?.Fields.Values.Where(f => all || f.DeprecationReason is null)),
        Field<GraphQLType>("interfaces", OptionalListOf(Type!), t => (t as FieldsType)?.Interfaces, listSize: 1),
        new FieldDefinition("possibleTypes", OptionalListOf(Type!))
        {
            ListSize = 2,
            Resolve = context => new(context.Source is IAbstractType ? context.Schema.PossibleTypes((NamedType)context.Source) : null),
        },
        Deprecatable<GraphQLType>("enumValues", OptionalListOf(EnumValueType!), (t, all) => (t as EnumType)?.Values.Where(v => all || v.DeprecationReason is null)),
        Deprecatable<GraphQLType>("inputFields", OptionalListOf(InputValueType!), (t, all) => (t as InputObjectType)?.Fields.Values.Where(f => all || f.DeprecationReason is null)),
        Field<GraphQLType>("ofType", Type!, t => t switch
        {
            ListType list => list.Item,
            NonNullType nonNull => nonNull.Nullable,
            _ => null,
        }),
        Field<GraphQLType>("isOneOf", BuiltInScalars.Boolean, t => t is InputObjectType input ? input.IsOneOf : null),
    ])
    {
        Description = "A type; its kind says which of the fields are there.",
    };

    private static ObjectType FieldType { get; } = new("__Field", () =>
    [
        Field<FieldDefinition>("name", RequiredText, f => f.Name),
        Field<FieldDefinition>("description", Text, f => f.Description),
        Deprecatable<FieldDefinition>("args", ListOf(InputValueType!), (f, all) => f.Arguments.Where(a => all || a.DeprecationReason is null)),
        Field<FieldDefinition>("type", new NonNullType(Type), f => f.Type),
        Field<FieldDefinition>("isDeprecated", RequiredFlag, f => f.DeprecationReason is not null),
        Field<FieldDefinition>("deprecationReason", Text, f => f.DeprecationReason),
    ])
    {
        Description = "A field of an object or interface.",
    };

    private static ObjectType InputValueType { get; } = new("__InputValue", () =>
    [
        Field<InputValue>("name", RequiredText, v => v.Name),
        Field<InputValue>("description", Text, v => v.Description),
        Field<InputValue>("type", new NonNullType(Type), v => v.Type),
        Field<InputValue>("defaultValue", Text, v => v.Default?.ToString()),
        Field<InputValue>("isDeprecated", RequiredFlag, v => v.DeprecationReason is not null),
        Field<InputValue>("deprecationReason", Text, v => v.DeprecationReason),
    ])
    {
        Description = "An argument, or a field of an input object.",
    };

    private static ObjectType EnumValueType { get; } = new("__EnumValue", () =>
    [
        Field<EnumValue>("name", RequiredText, v => v.Name),
        Field<EnumValue>("description", Text, v => v.Description),
        Field<EnumValue>("isDeprecated", RequiredFlag, v => v.DeprecationReason is not null),
        Field<EnumValue>("deprecationReason", Text, v => v.DeprecationReason),
    ])
    {
        Description = "A value of an enum.",
    };

    private static ObjectType Directive { get; } = new("__Directive", () =>
    [
        Field<DirectiveDefinition>("name", RequiredText, d => d.Name),
        Field<DirectiveDefinition>("description", Text, d => d.Description),
        Field<DirectiveDefinition>("isRepeatable", RequiredFlag, d => d.IsRepeatable),
        Field<DirectiveDefinition>("locations", ListOf(DirectiveLocation), d => d.Locations),
        Deprecatable<DirectiveDefinition>("args", ListOf(InputValueType), (d, all) => d.Arguments.Where(a => all || a.DeprecationReason is null)),
    ])
    {
        Description = "A directive that documents may use.",
    };

    private static FieldDefinition Field<T>(string name, GraphQLType type, Func<T, object?> read, int listSize = 3)
        => new(name, type) { ListSize = listSize, Resolve = context => new(read((T)context.Source!)) };

    private static FieldDefinition Deprecatable<T>(string name, GraphQLType type, Func<T, bool, object?> read) => new(name, type)
    {
        ListSize = 3,
        Arguments = [IncludeDeprecated],
        Resolve = context => new(read((T)context.Source!, context.Arguments.GetValueOrDefault("includeDeprecated") is true)),
    };

    private static NonNullType ListOf(NamedType type) => new(OptionalListOf(type));

    private static ListType OptionalListOf(NamedType type) => new(new NonNullType(type));

    private static string Kind(GraphQLType type) => type switch
    {
        ScalarType => "SCALAR",
        ObjectType => "OBJECT",
        InterfaceType => "INTERFACE",
        UnionType => "UNION",
        EnumType => "ENUM",
        InputObjectType => "INPUT_OBJECT",
        ListType => "LIST",
        _ => "NON_NULL",
    };
}
