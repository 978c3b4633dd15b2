using DeployMcp.GraphQL.Language;
using DeployMcp.GraphQL.Schema;

namespace DeployMcp.GraphQL.Validation.Rules;

/// <summary>Where a variable stands.</summary>
/// <param name="Type">What the place takes; null when that is not known.</param>
/// <param name="HasDefault">Whether the place has a default of its own.</param>
/// <param name="IsOneOf">Whether it is a field of an input object of which exactly one is given.</param>
internal sealed record VariableUse(VariableNode Node, GraphQLType? Type, bool HasDefault, bool IsOneOf);

/// <summary>Collects, for each operation and fragment by itself, where variables stand.</summary>
internal sealed class VariableUses(ValidationContext context) : Rule(context)
{
    private readonly Dictionary<Node, List<VariableUse>> _uses = [];
    private List<VariableUse> _current = [];

    /// <summary>In the operation and in all fragments that it leads to, in the order in which they are come by.</summary>
    public IEnumerable<VariableUse> Of(OperationDefinition operation)
    {
        var uses = new List<VariableUse>(_uses[operation]);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var next = new Stack<SelectionSet>([operation.Selections]);
        while (next.TryPop(out var selections))
        {
            foreach (var spread in Spreads.Of(selections).Where(s => seen.Add(s.Name.Value)))
            {
                if (Context.Fragment(spread.Name.Value) is { } fragment)
                {
                    uses.AddRange(_uses[fragment]);
                    next.Push(fragment.Selections);
                }
            }
        }

        return uses;
    }

    public override void Operation(OperationDefinition operation) => _uses[operation] = _current = [];

    public override void Fragment(FragmentDefinition fragment) => _uses[fragment] = _current = [];

    public override void Arguments(string of, Node node, IReadOnlyList<ArgumentNode> arguments, IReadOnlyList<InputValue>? definitions)
    {
        foreach (var argument in arguments)
        {
            var definition = definitions?.FirstOrDefault(d => d.Name == argument.Name.Value);
            Add(argument.Value, definition?.Type, definition?.Default is not null, isOneOf: false);
        }
    }

    private void Add(ValueNode value, GraphQLType? type, bool hasDefault, bool isOneOf)
    {
        switch (value)
        {
            case VariableNode variable:
                _current.Add(new VariableUse(variable, type, hasDefault, isOneOf));
                break;
            case ListNode list:
                foreach (var item in list.Items)
                    Add(item, (Nullable(type) as ListType)?.Item, hasDefault: false, isOneOf: false);
                break;
            case ObjectNode fields:
                AddFields(fields, type?.Named as InputObjectType);
                break;
        }
    }

    private void AddFields(ObjectNode value, InputObjectType? type)
    {
        foreach (var field in value.Fields)
        {
            var definition = type?.Fields.GetValueOrDefault(field.Name.Value);
            Add(field.Value, definition?.Type, definition?.Default is not null, type?.IsOneOf == true);
        }
    }

    private static GraphQLType? Nullable(GraphQLType? type) => type is NonNullType nonNull ? nonNull.Nullable : type;
}
