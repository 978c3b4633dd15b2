using System.Text.Json;
using System.Text.Json.Serialization;

namespace Octokit.Internal;

public interface IJsonSerializer
{
    string Serialize(object item);

    T Deserialize<T>(string json);
}

/// <summary>snake_case names, nothing for null; dictionaries keep their keys.</summary>
public class SimpleJsonSerializer : IJsonSerializer
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new StringEnumConverterFactory() },
    };

    public string Serialize(object item) => JsonSerializer.Serialize(item, Options);

    public T Deserialize<T>(string json) => JsonSerializer.Deserialize<T>(json, Options)!;
}
