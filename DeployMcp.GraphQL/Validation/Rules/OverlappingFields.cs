using DeployMcp.GraphQL.Language;
using DeployMcp.GraphQL.Schema;

namespace DeployMcp.GraphQL.Validation.Rules;

/// <summary>
/// 5.3.2 "Field Selection Merging": selections with one response name must be one field with one set of arguments, unless
/// they can never be of the same object, and their types must have one shape in any case. Each pair of selections is compared once.
/// </summary>
internal sealed class OverlappingFields(ValidationContext context)
{
    /// <summary>Pairs grow with the square of what has one name; no document that is meant to be read gets near this.</summary>
    private const int MaxComparisons = 50_000;

    /// <summary>Fragments can lead deeper than a document nests by itself, and each level takes some of the stack.</summary>
    private const int MaxNesting = 60;

    private readonly Dictionary<SelectionSet, OrderedDictionary<string, List<Selected>>> _expanded = [];
    private readonly HashSet<(FieldNode, FieldNode, bool)> _compared = [];
    private readonly HashSet<(SelectionSet, SelectionSet, bool)> _comparedSets = [];
    private int _nesting;

    public void Check()
    {
        var sets = context.Document.Operations.Select(o => (o.Selections, context.Schema.Root(o.Type) as NamedType))
            .Concat(context.Document.Fragments.Select(f => (f.Selections, context.Schema.Type(f.TypeCondition.Name))));
        foreach (var (selections, type) in sets)
            CheckWithin(selections, type);
    }

    private void CheckWithin(SelectionSet selections, NamedType? type)
    {
        foreach (var (name, fields) in Expand(selections, type))
        {
            for (var i = 0; i < fields.Count; i++)
            {
                for (var j = i + 1; j < fields.Count; j++)
                    Report(Compare(name, fields[i], fields[j], areExclusive: false));
            }
        }

        foreach (var (inner, innerType) in Inner(selections, type))
            CheckWithin(inner, innerType);
    }

    /// <summary>What is selected of the set's own fields and in its inline fragments; spread fragments are checked by themselves.</summary>
    private IEnumerable<(SelectionSet Selections, NamedType? Type)> Inner(SelectionSet selections, NamedType? type) => selections.Items.SelectMany(item => item switch
    {
        FieldNode { Selections: { } inner } field => [(inner, context.Schema.Field(type!, field.Name.Value)?.Type.Named)],
        InlineFragmentNode inline => [(inline.Selections, inline.TypeCondition is { } c ? context.Schema.Type(c.Name) : type)],
        _ => Array.Empty<(SelectionSet, NamedType?)>(),
    });

    private Conflict? Compare(string name, Selected one, Selected other, bool areExclusive)
    {
        var exclusive = areExclusive || (one.Parent != other.Parent && one.Parent is ObjectType && other.Parent is ObjectType);
        if (one.Node == other.Node || !_compared.Add((one.Node, other.Node, exclusive)))
        {
            return null;
        }

        RequireWithinLimits(one.Node);
        if (!exclusive && one.Node.Name.Value != other.Node.Name.Value)
            return new Conflict(name, $"\"{one.Node.Name}\" and \"{other.Node.Name}\" are different fields", [one.Node], [other.Node]);
        if (!exclusive && !HaveSameArguments(one.Node, other.Node))
            return new Conflict(name, "they have different arguments", [one.Node], [other.Node]);
        if (one.Definition is { } a && other.Definition is { } b && HaveDifferentShapes(a.Type, b.Type))
            return new Conflict(name, $"they have the types \"{a.Type}\" and \"{b.Type}\", which can't be merged", [one.Node], [other.Node]);
        return one.Node.Selections is { } first && other.Node.Selections is { } second
            ? Inside(name, one, other, CompareSets(first, one.Definition?.Type.Named, second, other.Definition?.Type.Named, exclusive))
            : null;
    }

    private void RequireWithinLimits(FieldNode at)
    {
        if (_compared.Count > MaxComparisons)
            throw new GraphQLRequestException(
                $"More than {MaxComparisons} pairs of selections have the same response names. Next: select each field once.", ErrorCodes.LimitExceeded, at.Location);
        if (_nesting > MaxNesting)
            throw new GraphQLRequestException(
                $"The same fields are selected twice more than {MaxNesting} levels deep. Next: select less of what lies deep.", ErrorCodes.LimitExceeded, at.Location);
    }

    private List<Conflict> CompareSets(SelectionSet first, NamedType? firstType, SelectionSet second, NamedType? secondType, bool areExclusive)
    {
        if (!_comparedSets.Add((first, second, areExclusive)))
        {
            return [];
        }

        _nesting++;
        var others = Expand(second, secondType);
        List<Conflict> conflicts =
        [
            .. from entry in Expand(first, firstType)
               where others.ContainsKey(entry.Key)
               from one in entry.Value
               from other in others[entry.Key]
               let conflict = Compare(entry.Key, one, other, areExclusive)
               where conflict is not null
               select conflict,
        ];
        _nesting--;
        return conflicts;
    }

    private static Conflict? Inside(string name, Selected one, Selected other, List<Conflict> conflicts)
        => conflicts.Count == 0
            ? null
            : new Conflict(
                name,
                string.Join(" and ", conflicts.Select(c => $"their \"{c.Name}\" conflict: {c.Why}")),
                [one.Node, .. conflicts.SelectMany(c => c.First)],
                [other.Node, .. conflicts.SelectMany(c => c.Second)]);

    private void Report(Conflict? conflict)
    {
        if (conflict is not null)
            context.Report($"Fields \"{conflict.Name}\" conflict because {conflict.Why}. Give them different aliases to get both.", conflict.First.Concat(conflict.Second));
    }

    /// <summary>The set's fields and those of all fragments in it, by response name.</summary>
    private OrderedDictionary<string, List<Selected>> Expand(SelectionSet selections, NamedType? type)
    {
        if (!_expanded.TryGetValue(selections, out var fields))
        {
            fields = _expanded[selections] = new(StringComparer.Ordinal);
            Expand(selections, type, fields, new HashSet<string>(StringComparer.Ordinal));
        }

        return fields;
    }

    private void Expand(SelectionSet selections, NamedType? type, OrderedDictionary<string, List<Selected>> fields, HashSet<string> visited)
    {
        foreach (var item in selections.Items)
        {
            switch (item)
            {
                case FieldNode field:
                    var selected = new Selected(field, type, type is null ? null : context.Schema.Field(type, field.Name.Value));
                    if (!fields.TryAdd(field.ResponseName, [selected]))
                        fields[field.ResponseName].Add(selected);
                    break;
                case InlineFragmentNode inline:
                    Expand(inline.Selections, inline.TypeCondition is { } condition ? context.Schema.Type(condition.Name) : type, fields, visited);
                    break;
                case FragmentSpreadNode spread when visited.Add(spread.Name.Value) && context.Fragment(spread.Name.Value) is { } fragment:
                    Expand(fragment.Selections, context.Schema.Type(fragment.TypeCondition.Name), fields, visited);
                    break;
            }
        }
    }

    private static bool HaveSameArguments(FieldNode one, FieldNode other)
        => one.Arguments.Count == other.Arguments.Count
            && one.Arguments.All(a => other.Arguments.Any(b => a.Name.Value == b.Name.Value && Sorted(a.Value) == Sorted(b.Value)));

    /// <summary>Written with the fields of objects in one order, whatever theirs was.</summary>
    private static string Sorted(ValueNode value) => value switch
    {
        ListNode list => $"[{string.Join(", ", list.Items.Select(Sorted))}]",
        ObjectNode fields => $"{{{string.Join(", ", fields.Fields.OrderBy(f => f.Name.Value, StringComparer.Ordinal).Select(f => $"{f.Name}: {Sorted(f.Value)}"))}}}",
        _ => value.ToString()!,
    };

    /// <summary>SameResponseShape's part that is about the types themselves.</summary>
    private static bool HaveDifferentShapes(GraphQLType one, GraphQLType other) => (one, other) switch
    {
        (ListType a, ListType b) => HaveDifferentShapes(a.Item, b.Item),
        (NonNullType a, NonNullType b) => HaveDifferentShapes(a.Nullable, b.Nullable),
        (ListType, _) or (_, ListType) or (NonNullType, _) or (_, NonNullType) => true,
        (CompositeType, CompositeType) => false,
        _ => one != other,
    };

    private sealed record Selected(FieldNode Node, NamedType? Parent, FieldDefinition? Definition);

    private sealed record Conflict(string Name, string Why, IReadOnlyList<FieldNode> First, IReadOnlyList<FieldNode> Second);
}
