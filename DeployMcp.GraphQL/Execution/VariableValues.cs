using System.Text.Json;
using DeployMcp.GraphQL.Language;
using DeployMcp.GraphQL.Schema;

namespace DeployMcp.GraphQL.Execution;

/// <summary>An operation's variables, coerced to their types (section 6.1.2 "Coercing Variable Values").</summary>
internal sealed class VariableValues
{
    private readonly Dictionary<string, object?> _values = new(StringComparer.Ordinal);

    /// <summary>False for a variable that was not given and has no default.</summary>
    public bool TryGet(string name, out object? value) => _values.TryGetValue(name, out value);

    /// <exception cref="GraphQLRequestException">With an error for each that does not fit.</exception>
    public static VariableValues Coerce(GraphQLSchema schema, OperationDefinition operation, IReadOnlyDictionary<string, JsonElement> given)
    {
        var variables = new VariableValues();
        var errors = new List<GraphQLError>();
        foreach (var definition in operation.Variables)
        {
            variables.CoerceOne(definition, TypeReferences.Resolve(schema, definition.Type)!, given, errors);
        }

        return errors.Count == 0 ? variables : throw new GraphQLRequestException(errors);
    }

    private void CoerceOne(VariableDefinition definition, GraphQLType type, IReadOnlyDictionary<string, JsonElement> given, List<GraphQLError> errors)
    {
        var name = definition.Name.Value;
        var isGiven = given.TryGetValue(name, out var value);
        if (!isGiven && definition.DefaultValue is { } byDefault)
        {
            _values[name] = LiteralCoercion.Coerce(byDefault, type, variables: null);
        }
        else if ((!isGiven || value.ValueKind == JsonValueKind.Null) && type is NonNullType)
        {
            errors.Add(Error(definition, $"Variable \"${name}\" of type \"{type}\" is required{(isGiven ? " and must not be null" : ", but was not given")}."));
        }
        else if (isGiven)
        {
            var problems = new List<string>();
            _values[name] = JsonCoercion.Coerce(value, type, "", problems);
            errors.AddRange(problems.Select(p => Error(definition, $"Variable \"${name}\" got an invalid value{p}.")));
        }
    }

    private static GraphQLError Error(VariableDefinition definition, string message) => new(message, [definition.Location], Code: ErrorCodes.BadVariables);
}
