namespace DeployMcp.GraphQL.Schema;

/// <summary>Where a directive may stand, as documents write it (section 3.13).</summary>
public static class DirectiveLocations
{
    public const string Query = "QUERY";
    public const string Mutation = "MUTATION";
    public const string Subscription = "SUBSCRIPTION";
    public const string Field = "FIELD";
    public const string FragmentDefinition = "FRAGMENT_DEFINITION";
    public const string FragmentSpread = "FRAGMENT_SPREAD";
    public const string InlineFragment = "INLINE_FRAGMENT";
    public const string VariableDefinition = "VARIABLE_DEFINITION";

    public static IReadOnlyList<string> All { get; } =
    [
        Query, Mutation, Subscription, Field, FragmentDefinition, FragmentSpread, InlineFragment, VariableDefinition,
        "SCHEMA", "SCALAR", "OBJECT", "FIELD_DEFINITION", "ARGUMENT_DEFINITION", "INTERFACE", "UNION", "ENUM", "ENUM_VALUE", "INPUT_OBJECT", "INPUT_FIELD_DEFINITION",
    ];
}

public sealed record DirectiveDefinition(string Name, string Description, IReadOnlyList<InputValue> Arguments, IReadOnlyList<string> Locations)
{
    public bool IsRepeatable { get; init; }

    public InputValue? Argument(string name) => Arguments.FirstOrDefault(a => a.Name == name);
}

/// <summary>The directives that every schema has (section 3.13.1 to 3.13.5).</summary>
public static class BuiltInDirectives
{
    private static readonly InputValue If = new("if", new NonNullType(BuiltInScalars.Boolean));

    public static DirectiveDefinition Skip { get; } = new(
        "skip", "Leaves the selection out when the argument is true.", [If], [DirectiveLocations.Field, DirectiveLocations.FragmentSpread, DirectiveLocations.InlineFragment]);

    public static DirectiveDefinition Include { get; } = new(
        "include", "Takes the selection in only when the argument is true.", [If], [DirectiveLocations.Field, DirectiveLocations.FragmentSpread, DirectiveLocations.InlineFragment]);

    public const string DefaultDeprecationReason = "No longer supported";

    public static IReadOnlyList<DirectiveDefinition> All { get; } =
    [
        Include,
        Skip,
        new(
            "deprecated",
            "Marks what should no longer be used.",
            [new InputValue("reason", BuiltInScalars.String) { Default = new Language.StringNode(DefaultDeprecationReason, default) }],
            ["FIELD_DEFINITION", "ARGUMENT_DEFINITION", "INPUT_FIELD_DEFINITION", "ENUM_VALUE"]),
        new("specifiedBy", "Where the format of a scalar is specified.", [new InputValue("url", new NonNullType(BuiltInScalars.String))], ["SCALAR"]),
        new("oneOf", "Exactly one field of the input object is given.", [], ["INPUT_OBJECT"]),
    ];
}
