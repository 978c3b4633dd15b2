using System.Globalization;

namespace k8s.Models;

/// <summary>A number or a text, as the API has it for ports.</summary>
[JsonConverter(typeof(IntOrStringJsonConverter))]
public readonly struct IntOrString
{
    public string Value { get; private init; }

    public static implicit operator IntOrString(int value) => new() { Value = value.ToString(CultureInfo.InvariantCulture) };

    public static implicit operator IntOrString(string value) => new() { Value = value };

    public static implicit operator string(IntOrString value) => value.Value;

    public override string ToString() => Value;
}

internal sealed class IntOrStringJsonConverter : JsonConverter<IntOrString>
{
    public override IntOrString Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => reader.TokenType == JsonTokenType.Number ? reader.GetInt32() : reader.GetString();

    public override void Write(Utf8JsonWriter writer, IntOrString value, JsonSerializerOptions options)
    {
        if (int.TryParse(value.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number))
        {
            writer.WriteNumberValue(number);
        }
        else
        {
            writer.WriteStringValue(value.Value);
        }
    }
}

/// <summary>An amount in Kubernetes' notation, kept as it is written.</summary>
[JsonConverter(typeof(ResourceQuantityJsonConverter))]
public readonly struct ResourceQuantity
{
    public ResourceQuantity(string value) => Value = value;

    public string Value { get; }

    public static implicit operator ResourceQuantity(string value) => new(value);

    public override string ToString() => Value;
}

internal sealed class ResourceQuantityJsonConverter : JsonConverter<ResourceQuantity>
{
    public override ResourceQuantity Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => new(reader.TokenType == JsonTokenType.Number ? reader.GetDecimal().ToString(CultureInfo.InvariantCulture) : reader.GetString());

    public override void Write(Utf8JsonWriter writer, ResourceQuantity value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}
