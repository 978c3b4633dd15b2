using System.Text.Json;
using DeployMcp.GraphQL.Language;
using DeployMcp.GraphQL.Schema;

namespace DeployMcp.GraphQL.Validation;

/// <summary>How deep a valid operation goes and what it costs. Each fragment is measured once, however often it is spread.</summary>
internal sealed class OperationMeasure(GraphQLSchema schema, Document document, OperationDefinition operation, IReadOnlyDictionary<string, JsonElement> variables)
{
    private const long Beyond = 1_000_000_000_000;

    private readonly Dictionary<string, (int Depth, long Cost)> _fragments = new(StringComparer.Ordinal);

    public (int Depth, long Cost) Measure() => Of(operation.Selections, schema.Root(operation.Type));

    public int Aliases()
        => document.Operations.Select(o => o.Selections).Concat(document.Fragments.Select(f => f.Selections)).Sum(AliasesIn);

    private static int AliasesIn(SelectionSet selections) => selections.Items.Sum(item => item switch
    {
        FieldNode field => (field.Alias is null ? 0 : 1) + (field.Selections is { } inner ? AliasesIn(inner) : 0),
        InlineFragmentNode inline => AliasesIn(inline.Selections),
        _ => 0,
    });

    private (int Depth, long Cost) Of(SelectionSet selections, NamedType? type)
    {
        var (depth, cost) = (0, 0L);
        foreach (var item in selections.Items)
        {
            var (itemDepth, itemCost) = item switch
            {
                FieldNode field => Of(field, type),
                InlineFragmentNode inline => Of(inline.Selections, inline.TypeCondition is { } condition ? schema.Type(condition.Name) : type),
                FragmentSpreadNode spread => Of(document.FragmentsByName[spread.Name.Value]),
                _ => (0, 0L),
            };
            depth = Math.Max(depth, itemDepth);
            cost = Math.Min(Beyond, cost + itemCost);
        }

        return (depth, cost);
    }

    private (int Depth, long Cost) Of(FragmentDefinition fragment)
        => _fragments.TryGetValue(fragment.Name.Value, out var known)
            ? known
            : _fragments[fragment.Name.Value] = Of(fragment.Selections, schema.Type(fragment.TypeCondition.Name));

    private (int Depth, long Cost) Of(FieldNode field, NamedType? type)
    {
        var definition = schema.Field(type!, field.Name.Value)!;
        if (field.Selections is not { } selections)
        {
            return (1, definition.Cost);
        }

        var (depth, cost) = Of(selections, definition.Type.Named);
        return (depth + 1, Math.Min(Beyond, definition.Cost + (cost * Items(definition, field))));
    }

    private long Items(FieldDefinition definition, FieldNode field)
    {
        var isList = definition.Type is ListType or NonNullType { Nullable: ListType };
        var asked = definition.SizeArgument is { } name ? Asked(field.Arguments.FirstOrDefault(a => a.Name.Value == name)?.Value) : null;
        return isList ? Math.Max(0, asked ?? definition.ListSize) : 1;
    }

    private long? Asked(ValueNode? value) => value switch
    {
        IntNode number when long.TryParse(number.Text, out var size) => size,
        VariableNode variable when variables.TryGetValue(variable.Name, out var given) && given.ValueKind == JsonValueKind.Number && given.TryGetInt64(out var size) => size,
        VariableNode variable => Asked(operation.Variables.FirstOrDefault(v => v.Name.Value == variable.Name)?.DefaultValue),
        _ => null,
    };
}
