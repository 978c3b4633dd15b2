using System.Text.Json;
using DeployMcp.Domain.Validation;
using DeployMcp.Server.Calls;

namespace DeployMcp.Server.Mcp;

/// <summary>
/// Holds the arguments of a call against the tool's input schema, before the SDK would stop at the first that doesn't fit.
/// What is plainly meant is taken: a number in quotes, cpu as a number, a list that came as text, null for "left out".
/// </summary>
internal sealed class ArgumentBinding
{
    private readonly List<ArgumentError> _errors = [];
    private readonly Dictionary<string, JsonElement> _arguments = new(StringComparer.Ordinal);

    private ArgumentBinding()
    {
    }

    public IReadOnlyList<ArgumentError> Errors => _errors;

    /// <summary>The arguments that fit, in the types that the schema names.</summary>
    public IDictionary<string, JsonElement> Arguments => _arguments;

    public static ArgumentBinding Check(JsonElement schema, IEnumerable<KeyValuePair<string, JsonElement>>? arguments)
    {
        var binding = new ArgumentBinding();
        var given = (arguments ?? []).Where(a => a.Value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) || IsNullMeant(schema, a)).ToList();
        foreach (var (name, value) in given)
        {
            binding.CheckArgument(schema, name, value);
        }

        foreach (var missing in Required(schema).Where(r => given.All(g => g.Key != r)))
        {
            binding.Add(missing, "is missing", "It is required.");
        }

        return binding;
    }

    private void CheckArgument(JsonElement schema, string name, JsonElement value)
    {
        if (Property(schema, name) is not { } expected)
        {
            Add(RefusalException.Shown(name), "is no argument of this tool", Closest(schema, name));
        }
        else if (Fit(expected, value, name) is { } fitted)
        {
            _arguments[name] = fitted;
        }
    }

    /// <summary>The value in the type that is expected, or null after an error was added.</summary>
    private JsonElement? Fit(JsonElement expected, JsonElement value, string path)
    {
        var type = TypeOf(expected);
        switch (type, value.ValueKind)
        {
            case (_, JsonValueKind.Null):
                return value;
            case ("string", JsonValueKind.String):
            case ("boolean", JsonValueKind.True or JsonValueKind.False):
            case ("number", JsonValueKind.Number):
            case ("integer", JsonValueKind.Number) when value.TryGetInt32(out _):
            case (null, _):
                return value;
            case ("string", JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False):
                return Text(value.GetRawText());
            case ("integer", JsonValueKind.String) when int.TryParse(value.GetString(), out var number):
                return JsonSerializer.SerializeToElement(number);
            case ("boolean", JsonValueKind.String) when bool.TryParse(value.GetString(), out var flag):
                return JsonSerializer.SerializeToElement(flag);
            case ("array", JsonValueKind.Array):
                return FitItems(expected.GetProperty("items"), value, path);
            case ("array", JsonValueKind.String) when ParseList(value.GetString()!) is { } list:
                return FitItems(expected.GetProperty("items"), list, path);
            case ("object", JsonValueKind.Object) when !expected.TryGetProperty("properties", out _):
                return value;
            case ("object", JsonValueKind.Object):
                return FitObject(expected, value, path);
            default:
                Add(path, $"should be {Wanted(expected, type)}, not {Got(value)}", "Send it in that type.");
                return null;
        }
    }

    private JsonElement? FitItems(JsonElement expected, JsonElement list, string path)
    {
        var items = list.EnumerateArray().Select((item, at) => Fit(expected, item, $"{path}[{at}]")).ToList();
        return items.Contains(null) ? null : JsonSerializer.SerializeToElement(items);
    }

    private JsonElement? FitObject(JsonElement expected, JsonElement value, string path)
    {
        var inner = Check(expected, value.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, p.Value)));
        _errors.AddRange(inner.Errors.Select(e => e with { Argument = $"{path}.{e.Argument}" }));
        return inner.Errors.Count == 0 ? JsonSerializer.SerializeToElement(inner.Arguments) : null;
    }

    /// <summary>Null is a value only where the schema names it beside another type.</summary>
    private static bool IsNullMeant(JsonElement schema, KeyValuePair<string, JsonElement> argument)
        => argument.Value.ValueKind == JsonValueKind.Null
            && Property(schema, argument.Key) is { } expected && expected.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.Array;

    private static string? TypeOf(JsonElement expected) => expected.TryGetProperty("type", out var type) switch
    {
        false => null,
        true when type.ValueKind == JsonValueKind.Array => type.EnumerateArray().Select(t => t.GetString()).First(t => t != "null"),
        true => type.GetString(),
    };

    private void Add(string argument, string problem, string mend) => _errors.Add(new ArgumentError(argument, problem, mend));

    private static JsonElement Text(string text) => JsonSerializer.SerializeToElement(text);

    private static JsonElement? ParseList(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Array ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            // No list: the caller says so, with what is wanted.
            return null;
        }
    }

    private static string Wanted(JsonElement expected, string? type) => type switch
    {
        "integer" => "a whole number",
        "number" => "a number",
        "string" => "text",
        "boolean" => "true or false",
        "array" when expected.GetProperty("items").TryGetProperty("properties", out var item)
            => $"a list of {{{string.Join(", ", item.EnumerateObject().Select(p => $"\"{p.Name}\": …"))}}}",
        "array" => "a list",
        _ => "an object",
    };

    /// <summary>The kind only: the value might be a secret in the wrong place.</summary>
    private static string Got(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => "text",
        JsonValueKind.Number => $"the number {RefusalException.Shown(value.GetRawText())}",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        JsonValueKind.Array => "a list",
        _ => "an object",
    };

    private static IEnumerable<string> Required(JsonElement schema)
        => schema.TryGetProperty("required", out var required) ? required.EnumerateArray().Select(r => r.GetString()!) : [];

    private static IEnumerable<string> Names(JsonElement schema)
        => schema.TryGetProperty("properties", out var properties) ? properties.EnumerateObject().Select(p => p.Name) : [];

    private static JsonElement? Property(JsonElement schema, string name)
        => schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(name, out var property) ? property : null;

    private static string Closest(JsonElement schema, string name)
    {
        var names = Names(schema).ToList();
        var near = names.Where(n => EditDistance.IsNear(n, name)).OrderBy(n => EditDistance.Between(n, name)).Take(2).ToList();
        return names.Count == 0
            ? "It takes none."
            : near.Count > 0 ? $"Did you mean {string.Join(" or ", near)}?" : $"It takes {string.Join(", ", names)}.";
    }
}
