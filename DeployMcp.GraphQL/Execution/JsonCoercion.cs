using System.Text.Json;
using DeployMcp.GraphQL.Schema;

namespace DeployMcp.GraphQL.Execution;

/// <summary>Values of variables, from JSON to what resolvers get, by the "Input Coercion" of each kind of type (section 3.5 to 3.12).</summary>
internal static class JsonCoercion
{
    /// <param name="path">How to get to this value from the variable's, for errors.</param>
    /// <param name="problems">Gets what doesn't fit, all of it.</param>
    public static object? Coerce(JsonElement value, GraphQLType type, string path, List<string> problems)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            if (type is NonNullType)
            {
                problems.Add($"{At(path)}: null where {type} is needed");
            }

            return null;
        }

        return type switch
        {
            NonNullType nonNull => Coerce(value, nonNull.Nullable, path, problems),
            ListType list => value.ValueKind == JsonValueKind.Array
                ? value.EnumerateArray().Select((item, i) => Coerce(item, list.Item, $"{path}[{i}]", problems)).ToArray()
                : new[] { Coerce(value, list.Item, path, problems) },
            InputObjectType input => CoerceObject(value, input, path, problems),
            EnumType values => CoerceEnum(value, values, path, problems),
            _ => CoerceScalar(value, (ScalarType)type, path, problems),
        };
    }

    private static object? CoerceScalar(JsonElement value, ScalarType scalar, string path, List<string> problems)
    {
        try
        {
            return scalar.ParseValue(value);
        }
        catch (CoercionException e)
        {
            problems.Add($"{At(path)}: {e.Message}");
            return null;
        }
    }

    private static string? CoerceEnum(JsonElement value, EnumType type, string path, List<string> problems)
    {
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { } name && type.Has(name))
        {
            return name;
        }

        problems.Add($"{At(path)}: not one of the values of {type}");
        return null;
    }

    private static OrderedDictionary<string, object?>? CoerceObject(JsonElement value, InputObjectType type, string path, List<string> problems)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            problems.Add($"{At(path)}: {type} must be an object");
            return null;
        }

        var fields = new OrderedDictionary<string, object?>(StringComparer.Ordinal);
        foreach (var field in type.Fields.Values)
        {
            if (value.TryGetProperty(field.Name, out var given))
                fields[field.Name] = Coerce(given, field.Type, $"{path}.{field.Name}", problems);
            else if (field.Default is not null)
                fields[field.Name] = LiteralCoercion.Coerce(field.Default, field.Type, variables: null);
            else if (field.Type is NonNullType)
                problems.Add($"{At(path)}: the field \"{field.Name}\" of type {field.Type} is missing");
        }

        problems.AddRange(value.EnumerateObject().Where(p => !type.Fields.ContainsKey(p.Name))
            .Select(p => $"{At(path)}: {type} has no field \"{(p.Name.Length > 80 ? p.Name[..80] : p.Name)}\""));
        if (type.IsOneOf && (fields.Count != 1 || fields.Values.Single() is null))
        {
            problems.Add($"{At(path)}: exactly one field of {type} must be given, and not be null");
        }

        return fields;
    }

    private static string At(string path) => path.Length == 0 ? "" : $" at \"{path.TrimStart('.')}\"";
}
