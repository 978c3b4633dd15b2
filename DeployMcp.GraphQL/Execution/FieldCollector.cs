using DeployMcp.GraphQL.Language;
using DeployMcp.GraphQL.Schema;

namespace DeployMcp.GraphQL.Execution;

/// <summary>All selections of one response name: they are resolved once, and what they select is merged (section 6.4.3).</summary>
internal sealed class FieldGroup(string responseName, FieldNode first)
{
    private readonly Dictionary<ObjectType, IReadOnlyList<FieldGroup>> _selections = [];

    public string ResponseName { get; } = responseName;

    public List<FieldNode> Nodes { get; } = [first];

    /// <summary>What is selected of a value of that type; worked out once for all items of a list.</summary>
    public IReadOnlyList<FieldGroup> Selections(ObjectType type, FieldCollector collector)
    {
        lock (_selections)
        {
            return _selections.TryGetValue(type, out var known) ? known : _selections[type] = collector.Collect(type, Nodes);
        }
    }
}

/// <summary>Which fields a selection comes to for one object type (section 6.3.2 "Field Collection").</summary>
internal sealed class FieldCollector(GraphQLSchema schema, Document document, VariableValues variables)
{
    public IReadOnlyList<FieldGroup> Collect(ObjectType type, SelectionSet selections)
    {
        var groups = new OrderedDictionary<string, FieldGroup>(StringComparer.Ordinal);
        Collect(type, selections, groups, new HashSet<string>(StringComparer.Ordinal));
        return groups.Values;
    }

    public IReadOnlyList<FieldGroup> Collect(ObjectType type, IReadOnlyList<FieldNode> fields)
    {
        var groups = new OrderedDictionary<string, FieldGroup>(StringComparer.Ordinal);
        var visited = new HashSet<string>(StringComparer.Ordinal);
        foreach (var field in fields.Where(f => f.Selections is not null))
            Collect(type, field.Selections!, groups, visited);
        return groups.Values;
    }

    private void Collect(ObjectType type, SelectionSet selections, OrderedDictionary<string, FieldGroup> groups, HashSet<string> visited)
    {
        foreach (var selection in selections.Items.Where(IsIncluded))
        {
            switch (selection)
            {
                case FieldNode field:
                    if (!groups.TryAdd(field.ResponseName, new FieldGroup(field.ResponseName, field)))
                        groups[field.ResponseName].Nodes.Add(field);
                    break;
                case InlineFragmentNode inline when inline.TypeCondition is null || Applies(type, inline.TypeCondition):
                    Collect(type, inline.Selections, groups, visited);
                    break;
                case FragmentSpreadNode spread when visited.Add(spread.Name.Value):
                    if (document.FragmentsByName.TryGetValue(spread.Name.Value, out var fragment) && Applies(type, fragment.TypeCondition))
                        Collect(type, fragment.Selections, groups, visited);
                    break;
            }
        }
    }

    private bool Applies(ObjectType type, NamedTypeNode condition)
        => schema.Type(condition.Name) is { } named && (named == type || (named is IAbstractType && schema.PossibleTypes(named).Contains(type)));

    /// <summary>Skip wins over include (section 3.13.1).</summary>
    private bool IsIncluded(SelectionNode selection)
        => !(If(selection, BuiltInDirectives.Skip) ?? false) && (If(selection, BuiltInDirectives.Include) ?? true);

    private bool? If(SelectionNode selection, DirectiveDefinition directive)
    {
        var node = selection.Directives.FirstOrDefault(d => d.Name.Value == directive.Name);
        return node is null ? null : (bool)ArgumentValues.Coerce(directive.Arguments, node.Arguments, node.Location, variables)["if"]!;
    }
}
