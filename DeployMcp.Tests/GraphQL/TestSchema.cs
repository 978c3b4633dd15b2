using System.Text.Json;
using System.Text.Json.Nodes;
using DeployMcp.GraphQL.Execution;
using DeployMcp.GraphQL.Language;
using DeployMcp.GraphQL.Schema;

namespace DeployMcp.Tests.GraphQL;

/// <summary>A schema with every kind of type, resolved from JSON by the same rules as in official/compare.mjs.</summary>
internal static class TestSchema
{
    private static readonly ScalarType Instant = new("Instant")
    {
        Description = "A moment.",
        SpecifiedByUrl = "https://scalars.graphql.org/andimarek/date-time",
        Serialize = value => value,
        ParseValue = value => value.Clone(),
        ParseLiteral = Untyped,
    };

    private static readonly ScalarType Any = new("Any") { Serialize = value => value, ParseValue = Untyped, ParseLiteral = Untyped };

    private static readonly EnumType Mood = new(
        "Mood", [new EnumValue("HAPPY", "All is well."), new EnumValue("SAD", DeprecationReason: "Be \"happy\""), new EnumValue("GRUMPY", DeprecationReason: "No longer supported")]);

    private static readonly InterfaceType Node = new("Node", TypeOf, () => [Id()]) { Description = "Has an id." };

    private static readonly InterfaceType Named = new("Named", TypeOf, () => [Id(), Name()], () => [Node]);

    private static readonly ObjectType Dog = new(
        "Dog",
        () => [Id(), Name(), Field("barks", Required(BuiltInScalars.Boolean)), Field("volume", BuiltInScalars.Int), Field("owner", Person!), Field("friends", Required(List(Required(Pet!))))],
        () => [Named, Node]);

    private static readonly ObjectType Cat = new(
        "Cat",
        () => [Id(), Name(), Field("meows", BuiltInScalars.Boolean), Field("volume", BuiltInScalars.String), Field("owner", Required(Person!))],
        () => [Named, Node])
    {
        Description = "Says:\n  \"\"\"meow\"\"\"\nand that is all that there is to say of it, in a line that is long.",
    };

    private static readonly UnionType Pet = new("Pet", TypeOf, () => [Dog, Cat]) { Description = "Dog or cat" };

    private static readonly ObjectType Person = new("Person", PersonFields, () => [Node]);

    private static readonly InputObjectType Filter = new("Filter", () =>
    [
        new("name", BuiltInScalars.String) { Default = new StringNode("x \"y\"\n", default) },
        new("age", Required(BuiltInScalars.Int), "In years"),
        new("mood", Mood) { Default = new EnumNode("HAPPY", default) },
        new("tags", List(Required(BuiltInScalars.String))),
        new("nested", Filter!),
        new("flag", BuiltInScalars.Boolean) { DeprecationReason = "unused" },
    ]);

    /// <summary>With all of Filter's own defaults, which graphql-js adds when it prints.</summary>
    private static readonly ObjectNode FilterDefault = new(
        [Entry("name", new StringNode("n", default)), Entry("age", new IntNode("3", default)), Entry("mood", new EnumNode("SAD", default))], default);

    private static readonly InputObjectType Choice = new(
        "Choice", () => [new("id", BuiltInScalars.Id), new("name", BuiltInScalars.String), new("filter", Filter)])
    {
        IsOneOf = true,
    };

    private static readonly DirectiveDefinition Tag = new(
        "tag",
        "Does nothing.",
        [new InputValue("name", Required(BuiltInScalars.String)), new InputValue("weight", BuiltInScalars.Int) { Default = new IntNode("1", default) }],
        [DirectiveLocations.Field, DirectiveLocations.Query, DirectiveLocations.FragmentDefinition, DirectiveLocations.VariableDefinition])
    {
        IsRepeatable = true,
    };

    private static readonly DirectiveDefinition Once = new("once", "Only once.", [], [DirectiveLocations.Field, DirectiveLocations.InlineFragment]);

    public static GraphQLSchema Schema { get; } = new(
        new ObjectType("Query", QueryFields),
        new ObjectType("Mutation", () => [Field("add", new ObjectType("Counter", () => [Field("value", Required(BuiltInScalars.Int))]), new InputValue("n", Required(BuiltInScalars.Int))), Field("fail", BuiltInScalars.String), Field("failHard", Required(BuiltInScalars.String))]),
        types: [Dog, Cat],
        directives: [Tag, Once]);

    private static IEnumerable<FieldDefinition> QueryFields() =>
    [
        Field("person", Person, new InputValue("id", BuiltInScalars.Id)),
        Field("people", Required(List(Required(Person))), new InputValue("first", BuiltInScalars.Int, "How many") { Default = new IntNode("2", default) }) with { SizeArgument = "first" },
        Field("maybePeople", List(Person)),
        Field("pets", List(Pet)),
        Field("node", Node, new InputValue("id", Required(BuiltInScalars.Id))),
        Field("named", List(Named)),
        Field("sure", Required(Person)),
        Field("old", BuiltInScalars.String) with { DeprecationReason = "Use person" },
        Field("needs", BuiltInScalars.Int, new InputValue("a", Required(BuiltInScalars.Int)), new InputValue("b", Required(BuiltInScalars.Int)) { Default = new IntNode("5", default) }),
        Field(
            "echo",
            Any,
            new InputValue("int", BuiltInScalars.Int),
            new InputValue("float", BuiltInScalars.Float),
            new InputValue("string", BuiltInScalars.String),
            new InputValue("boolean", BuiltInScalars.Boolean),
            new InputValue("id", BuiltInScalars.Id),
            new InputValue("mood", Mood),
            new InputValue("list", List(BuiltInScalars.Int)),
            new InputValue("required", List(Required(BuiltInScalars.String))),
            new InputValue("matrix", List(List(Required(BuiltInScalars.Int)))),
            new InputValue("filter", Filter),
            new InputValue("choice", Choice),
            new InputValue("any", Any)),
        Field("echoDefaults", Any, new InputValue("n", Required(BuiltInScalars.Int)) { Default = new IntNode("7", default) }, new InputValue("filter", Filter) { Default = FilterDefault }),
    ];

    private static IEnumerable<FieldDefinition> PersonFields() =>
    [
        Id(),
        Field("name", Required(BuiltInScalars.String), new InputValue("upper", BuiltInScalars.Boolean)),
        Field("mood", Mood),
        Field("pets", List(Pet)),
        Field("pet", Required(Pet)),
        Field("best", Person),
        Field("age", BuiltInScalars.Int),
        Field("score", BuiltInScalars.Float),
        Field("lucky", List(Required(BuiltInScalars.Int))),
        Field("matrix", List(Required(List(BuiltInScalars.Int)))),
        Field("required", Required(List(Required(BuiltInScalars.String)))),
        Field("boom", BuiltInScalars.String),
        Field("boomRequired", Required(BuiltInScalars.String)),
        Field("born", Instant),
        Field("truth", BuiltInScalars.Boolean),
    ];

    private static FieldDefinition Id() => Field("id", Required(BuiltInScalars.Id));

    private static FieldDefinition Name() => Field("name", BuiltInScalars.String, new InputValue("upper", BuiltInScalars.Boolean) { Default = new BooleanNode(value: false, default) });

    private static FieldDefinition Field(string name, GraphQLType type, params InputValue[] arguments) => new(name, type) { Arguments = arguments, Resolve = Resolve };

    private static ObjectFieldNode Entry(string name, ValueNode value) => new(new NameNode(name, default), value, default);

    private static NonNullType Required(GraphQLType type) => new(type);

    private static ListType List(GraphQLType type) => new(type);

    private static string? TypeOf(object value) => (string?)((JsonObject)value)["__typename"];

    private static ValueTask<object?> Resolve(FieldContext context)
    {
        if (context.Definition.Name.StartsWith("echo", StringComparison.Ordinal))
        {
            return new(context.Arguments);
        }

        if (context.Definition.Name == "add")
        {
            var count = (int[])context.State!;
            return new(JsonNode.Parse($"{{\"value\": {count[0] += (int)context.Arguments["n"]!}}}"));
        }

        var value = ((JsonObject?)context.Source)?[context.Definition.Name];
        if (value is JsonObject { Count: 1 } marked && marked["__error"] is { } error)
        {
            throw new FieldException((string)error!, "TEST");
        }

        return new(Plain(value) is string text && context.Arguments.GetValueOrDefault("upper") is true ? text.ToUpperInvariant() : Plain(value));
    }

    private static object? Plain(JsonNode? value) => value switch
    {
        null => null,
        JsonObject item => item,
        JsonArray items => items.Select(Plain).ToList(),
        _ => Untyped(value.GetValue<JsonElement>()),
    };

    private static object? Untyped(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.TryGetInt32(out var whole) ? whole : value.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Null => null,
        _ => value.Clone(),
    };

    private static object? Untyped(ValueNode value) => value switch
    {
        StringNode text => text.Value,
        IntNode number => int.Parse(number.Text),
        FloatNode number => double.Parse(number.Text),
        BooleanNode flag => flag.Value,
        EnumNode name => name.Name,
        ListNode list => list.Items.Select(Untyped).ToArray(),
        ObjectNode fields => fields.Fields.DistinctBy(f => f.Name.Value).ToDictionary(f => f.Name.Value, f => Untyped(f.Value), StringComparer.Ordinal),
        NullNode => null,
        _ => throw new CoercionException("a variable can't be inside of it"),
    };
}
