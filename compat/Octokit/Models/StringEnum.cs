namespace Octokit;

/// <summary>A value of a closed list, which GitHub may lengthen: its text is always there.</summary>
public readonly struct StringEnum<TEnum>(string stringValue) : IEquatable<StringEnum<TEnum>>
    where TEnum : struct, Enum
{
    private readonly string? _text = stringValue;

    public string StringValue => _text ?? "";

    /// <exception cref="ArgumentException">It is none of the enum's.</exception>
    public TEnum Value => TryParse(out var value) ? value : throw Unknown(StringValue);

    public bool TryParse(out TEnum value) => Enum.TryParse(StringValue.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out value);

    public bool Equals(StringEnum<TEnum> other) => string.Equals(StringValue, other.StringValue, StringComparison.OrdinalIgnoreCase);

    public override bool Equals(object? obj) => obj is StringEnum<TEnum> other && Equals(other);

    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(StringValue);

    public override string ToString() => StringValue;

    public static bool operator ==(StringEnum<TEnum> left, StringEnum<TEnum> right) => left.Equals(right);

    public static bool operator !=(StringEnum<TEnum> left, StringEnum<TEnum> right) => !left.Equals(right);

    public static implicit operator StringEnum<TEnum>(string value) => new(value);

    public static implicit operator StringEnum<TEnum>(TEnum parsedValue) => new(parsedValue.ToString().ToLowerInvariant());

    private static ArgumentException Unknown(string value) => new($"Value '{value}' is not a valid '{typeof(TEnum).Name}' enum value.", nameof(value));
}
