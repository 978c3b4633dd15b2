using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DeployMcp.Domain.Security;

/// <summary>
/// A secret text: it shows itself only through <see cref="Reveal"/>. Logs, string interpolation and JSON get a fixed mark,
/// and no JSON turns back into a secret.
/// </summary>
[JsonConverter(typeof(RedactingConverter))]
[DebuggerDisplay(Redacted)]
public readonly struct Sensitive(string value) : IEquatable<Sensitive>
{
    public const string Redacted = "[redacted]";

    private readonly string? _value = value;

    public string Reveal() => _value ?? throw new InvalidOperationException("This secret was never set.");

    public override string ToString() => Redacted;

    public bool Equals(Sensitive other) => string.Equals(_value, other._value, StringComparison.Ordinal);

    public override bool Equals(object? obj) => obj is Sensitive other && Equals(other);

    public override int GetHashCode() => _value is null ? 0 : StringComparer.Ordinal.GetHashCode(_value);

    public static bool operator ==(Sensitive left, Sensitive right) => left.Equals(right);

    public static bool operator !=(Sensitive left, Sensitive right) => !left.Equals(right);

    private sealed class RedactingConverter : JsonConverter<Sensitive>
    {
        public override Sensitive Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
            => throw new JsonException("A secret is never read from JSON.");

        public override void Write(Utf8JsonWriter writer, Sensitive value, JsonSerializerOptions options)
            => writer.WriteStringValue(Redacted);
    }
}
