using System.Text;
using DeployMcp.GraphQL.Language;

namespace DeployMcp.GraphQL.Schema;

/// <summary>Writes a schema in the type system definition language (section 3), without what every schema has.</summary>
public static class SchemaPrinter
{
    public static string Print(GraphQLSchema schema)
        => string.Join("\n\n", Root(schema)
            .Concat(schema.Directives.Except(BuiltInDirectives.All).Select(Directive))
            .Concat(schema.Types.Where(t => !IsBuiltIn(t)).Select(Type)));

    public static bool IsBuiltIn(NamedType type) => type.Name.StartsWith("__", StringComparison.Ordinal) || BuiltInScalars.All.Contains(type);

    /// <summary>Left out where all roots have their usual names.</summary>
    private static IEnumerable<string> Root(GraphQLSchema schema)
    {
        if (schema.Description is not null || schema.Query.Name != "Query" || schema.Mutation is { Name: not "Mutation" })
        {
            yield return $"{Description(schema.Description, "")}schema {{\n  query: {schema.Query}\n{(schema.Mutation is null ? "" : $"  mutation: {schema.Mutation}\n")}}}";
        }
    }

    private static string Directive(DirectiveDefinition directive)
        => $"{Description(directive.Description, "")}directive @{directive.Name}{Arguments(directive.Arguments, "")}{(directive.IsRepeatable ? " repeatable" : "")} on {string.Join(" | ", directive.Locations)}";

    private static string Type(NamedType type) => Description(type.Description, "") + type switch
    {
        ScalarType scalar => $"scalar {scalar.Name}{(scalar.SpecifiedByUrl is { } url ? $" @specifiedBy(url: {StringNode.Quote(url)})" : "")}",
        EnumType values => $"enum {values.Name} {Block(values.Values.Select((v, i) => Description(v.Description, "  ", i == 0) + $"  {v.Name}{Deprecated(v.DeprecationReason)}"))}",
        InputObjectType input => $"input {input.Name}{(input.IsOneOf ? " @oneOf" : "")} {Block(input.Fields.Values.Select((f, i) => Description(f.Description, "  ", i == 0) + $"  {Input(f)}"))}",
        UnionType union => $"union {union.Name} = {string.Join(" | ", union.Members)}",
        FieldsType fields => $"{(fields is ObjectType ? "type" : "interface")} {fields.Name}{Implements(fields)} {Block(fields.Fields.Values.Select(Field))}",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "No such kind of type."),
    };

    private static string Implements(FieldsType type) => type.Interfaces.Count == 0 ? "" : $" implements {string.Join(" & ", type.Interfaces)}";

    private static string Field(FieldDefinition field, int index)
        => $"{Description(field.Description, "  ", index == 0)}  {field.Name}{Arguments(field.Arguments, "  ")}: {field.Type}{Deprecated(field.DeprecationReason)}";

    private static string Arguments(IReadOnlyList<InputValue> arguments, string indent)
    {
        if (arguments.Count == 0)
        {
            return "";
        }

        return arguments.All(a => a.Description is null)
            ? $"({string.Join(", ", arguments.Select(Input))})"
            : $"(\n{string.Join('\n', arguments.Select((a, i) => $"{Description(a.Description, $"  {indent}", i == 0)}  {indent}{Input(a)}"))}\n{indent})";
    }

    private static string Input(InputValue input)
        => $"{input.Name}: {input.Type}{(input.Default is { } value ? $" = {value}" : "")}{Deprecated(input.DeprecationReason)}";

    private static string Deprecated(string? reason) => reason switch
    {
        null => "",
        BuiltInDirectives.DefaultDeprecationReason => " @deprecated",
        _ => $" @deprecated(reason: {StringNode.Quote(reason)})",
    };

    private static string Block(IEnumerable<string> lines) => $"{{\n{string.Join('\n', lines)}\n}}";

    /// <summary>As a block string of its own line or lines; members after the first get an empty line before it.</summary>
    private static string Description(string? text, string indent, bool isFirst = true)
    {
        if (text is null)
        {
            return "";
        }

        var written = new StringBuilder(isFirst || indent.Length == 0 ? "" : "\n");
        var escaped = text.Replace("\"\"\"", "\\\"\"\"", StringComparison.Ordinal);
        var isOneLine = !escaped.Contains('\n', StringComparison.Ordinal) && escaped.Length < 70 && !escaped.EndsWith('"') && !escaped.EndsWith('\\');
        return (isOneLine
            ? written.Append($"{indent}\"\"\"{escaped}\"\"\"\n")
            : written.Append($"{indent}\"\"\"\n{indent}{escaped.Replace("\n", $"\n{indent}", StringComparison.Ordinal)}\n{indent}\"\"\"\n")).ToString();
    }
}
