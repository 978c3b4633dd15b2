using System.Globalization;

namespace k8s;

/// <summary>API objects to JSON and back: names in camel case, nothing written for what is null.</summary>
public static class KubernetesJson
{
    internal static readonly JsonSerializerOptions Options = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
        Converters = { new TimeConverter() },
    };

    public static string Serialize(object value) => JsonSerializer.Serialize(value, Options);

    public static TValue Deserialize<TValue>(string json, JsonSerializerOptions jsonSerializerOptions = null)
        => JsonSerializer.Deserialize<TValue>(json, jsonSerializerOptions ?? Options);

    /// <summary>RFC 3339 in UTC, with microseconds where there are any.</summary>
    private sealed class TimeConverter : JsonConverter<DateTime>
    {
        public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
            => DateTime.Parse(reader.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal);

        public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options)
            => writer.WriteStringValue(value.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffffK", CultureInfo.InvariantCulture));
    }
}
