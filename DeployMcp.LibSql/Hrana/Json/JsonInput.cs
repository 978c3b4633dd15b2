using System.Text.Json;

namespace DeployMcp.LibSql.Hrana.Json;

/// <summary>Reads members of a JSON object; what is missing or of another type is the peer's fault and says which member it was.</summary>
internal static class JsonInput
{
    public static JsonElement Object(JsonElement element, string what)
        => element.ValueKind == JsonValueKind.Object ? element : throw Malformed($"{what} must be an object, it is {element.ValueKind}");

    public static JsonElement Member(JsonElement parent, string name)
        => parent.TryGetProperty(name, out var value) ? value : throw Malformed($"`{name}` is missing");

    /// <returns>Null when it is missing or null.</returns>
    public static JsonElement? Optional(JsonElement parent, string name)
        => parent.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null ? value : null;

    public static string String(JsonElement value, string name)
    {
        if (value.ValueKind != JsonValueKind.String)
            throw Malformed($"`{name}` must be a string, it is {value.ValueKind}");
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Malformed($"`{name}` holds half of a surrogate pair");
        }
    }

    public static string? OptionalString(JsonElement parent, string name) => Optional(parent, name) is { } value ? String(value, name) : null;

    public static int Int32(JsonElement value, string name)
        => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : throw Malformed($"`{name}` must be a 32-bit integer");

    public static int? OptionalInt32(JsonElement parent, string name) => Optional(parent, name) is { } value ? Int32(value, name) : null;

    public static bool OptionalBoolean(JsonElement parent, string name, bool otherwise) => Optional(parent, name) switch
    {
        null => otherwise,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw Malformed($"`{name}` must be true or false"),
    };

    public static IReadOnlyList<T> OptionalArray<T>(JsonElement parent, string name, Func<JsonElement, T> read)
        => Optional(parent, name) is { } value ? Array(value, name, read) : [];

    public static IReadOnlyList<T> Array<T>(JsonElement value, string name, Func<JsonElement, T> read)
    {
        if (value.ValueKind != JsonValueKind.Array)
            throw Malformed($"`{name}` must be an array, it is {value.ValueKind}");
        var items = new T[value.GetArrayLength()];
        var index = 0;
        foreach (var item in value.EnumerateArray())
            items[index++] = read(item);
        return items;
    }

    public static HranaRefusedException Malformed(string why) => new("HRANA_JSON_INVALID", $"Cannot understand the client's JSON: {why}");
}
