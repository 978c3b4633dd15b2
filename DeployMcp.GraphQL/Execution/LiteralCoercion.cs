using DeployMcp.GraphQL.Language;
using DeployMcp.GraphQL.Schema;

namespace DeployMcp.GraphQL.Execution;

/// <summary>
/// Values written in a document, to what resolvers get (section 6.4.1 "Coercing Field Arguments"). Validation has made sure that
/// they fit, but for variables: one that is missing or null where a list's item or an input field must not be.
/// </summary>
internal static class LiteralCoercion
{
    /// <exception cref="CoercionException">It doesn't fit after all.</exception>
    public static object? Coerce(ValueNode value, GraphQLType type, VariableValues? variables)
    {
        if (value is VariableNode variable)
        {
            object? given = null;
            _ = variables?.TryGet(variable.Name, out given);
            return given is null && type is NonNullType ? throw new CoercionException($"${variable.Name} is null where {type} is needed") : given;
        }

        return (type, value) switch
        {
            (NonNullType, NullNode) => throw new CoercionException($"null where {type} is needed"),
            (_, NullNode) => null,
            (NonNullType nonNull, _) => Coerce(value, nonNull.Nullable, variables),
            (ListType list, ListNode items) => items.Items.Select(item => Coerce(item, list.Item, variables)).ToArray(),
            (ListType list, _) => new[] { Coerce(value, list.Item, variables) },
            (InputObjectType input, ObjectNode fields) => CoerceObject(fields, input, variables),
            (EnumType values, EnumNode name) when values.Has(name.Name) => name.Name,
            (ScalarType scalar, _) => scalar.ParseLiteral(value),
            _ => throw new CoercionException($"{value} is no {type}"),
        };
    }

    private static OrderedDictionary<string, object?> CoerceObject(ObjectNode value, InputObjectType type, VariableValues? variables)
    {
        var given = value.Fields.ToDictionary(f => f.Name.Value, f => f.Value, StringComparer.Ordinal);
        var fields = new OrderedDictionary<string, object?>(StringComparer.Ordinal);
        foreach (var field in type.Fields.Values)
        {
            var isGiven = given.TryGetValue(field.Name, out var node)
                && (node is not VariableNode variable || (variables?.TryGet(variable.Name, out _) ?? false));
            if (isGiven)
                fields[field.Name] = Coerce(node!, field.Type, variables);
            else if (field.Default is not null)
                fields[field.Name] = Coerce(field.Default, field.Type, variables: null);
            else if (field.Type is NonNullType)
                throw new CoercionException($"the field \"{field.Name}\" of {type} is missing");
        }

        return type.IsOneOf && (fields.Count != 1 || fields.Values.Single() is null)
            ? throw new CoercionException($"exactly one field of {type} must be given, and not be null")
            : fields;
    }
}
