using DeployMcp.GraphQL.Language;
using DeployMcp.GraphQL.Schema;

namespace DeployMcp.GraphQL.Execution;

/// <summary>The arguments of a field or directive (section 6.4.1).</summary>
internal static class ArgumentValues
{
    private static readonly OrderedDictionary<string, object?> None = [];

    /// <exception cref="ArgumentErrorException">One can't be had.</exception>
    public static IReadOnlyDictionary<string, object?> Coerce(
        IReadOnlyList<InputValue> definitions, IReadOnlyList<ArgumentNode> nodes, SourceLocation whole, VariableValues variables)
    {
        if (definitions.Count == 0)
        {
            return None;
        }

        var values = new OrderedDictionary<string, object?>(StringComparer.Ordinal);
        foreach (var definition in definitions)
        {
            var node = nodes.FirstOrDefault(n => n.Name.Value == definition.Name);
            if (node is { Value: VariableNode variable } && !variables.TryGet(variable.Name, out _))
            {
                node = definition.IsRequired ? throw new ArgumentErrorException(definition.Name, $"${variable.Name} was not given", node.Value.Location) : null;
            }

            if (node is not null)
                values[definition.Name] = Coerce(definition, node, variables);
            else if (definition.Default is { } byDefault)
                values[definition.Name] = LiteralCoercion.Coerce(byDefault, definition.Type, variables: null);
            else if (definition.Type is NonNullType)
                throw new ArgumentErrorException(definition.Name, "it is missing", whole);
        }

        return values;
    }

    private static object? Coerce(InputValue definition, ArgumentNode node, VariableValues variables)
    {
        try
        {
            return LiteralCoercion.Coerce(node.Value, definition.Type, variables);
        }
        catch (CoercionException e)
        {
            throw new ArgumentErrorException(definition.Name, e.Message, node.Value.Location);
        }
    }
}

internal sealed class ArgumentErrorException(string argument, string problem, SourceLocation location)
    : Exception($"Argument \"{argument}\" can't be used: {problem}.")
{
    public SourceLocation Location { get; } = location;
}
