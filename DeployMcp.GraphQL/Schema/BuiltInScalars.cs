using System.Globalization;
using System.Text.Json;
using DeployMcp.GraphQL.Language;

namespace DeployMcp.GraphQL.Schema;

/// <summary>The five scalars that every schema has (section 3.5.1 to 3.5.5).</summary>
public static class BuiltInScalars
{
    public static ScalarType Int { get; } = new("Int")
    {
        Description = "A signed whole number of 32 bits.",
        Serialize = value => value switch
        {
            bool flag => flag ? 1 : 0,
            int number => number,
            _ when Number(value) is { } number && number == Math.Truncate(number) && number is >= int.MinValue and <= int.MaxValue => (int)number,
            _ => throw Not("Int", value),
        },
        ParseValue = value => value.ValueKind == JsonValueKind.Number && Whole(value.GetDouble()) is { } number ? number : throw Not("Int", value),
        ParseLiteral = literal => literal is IntNode { Text: var text } && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Not("Int", literal),
    };

    public static ScalarType Float { get; } = new("Float")
    {
        Description = "A number of double precision (IEEE 754).",
        Serialize = value => value switch
        {
            bool flag => flag ? 1.0 : 0.0,
            _ when Number(value) is { } number && double.IsFinite(number) => number,
            _ => throw Not("Float", value),
        },
        ParseValue = value => value.ValueKind == JsonValueKind.Number && double.IsFinite(value.GetDouble()) ? value.GetDouble() : throw Not("Float", value),
        ParseLiteral = literal => literal switch
        {
            IntNode { Text: var text } => Finite(text, literal),
            FloatNode { Text: var text } => Finite(text, literal),
            _ => throw Not("Float", literal),
        },
    };

    public static ScalarType String { get; } = new("String")
    {
        Description = "Text in UTF-8.",
        Serialize = value => value switch
        {
            string text => text,
            bool flag => flag ? "true" : "false",
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => throw Not("String", value),
        },
        ParseValue = value => value.ValueKind == JsonValueKind.String ? value.GetString() : throw Not("String", value),
        ParseLiteral = literal => literal is StringNode text ? text.Value : throw Not("String", literal),
    };

    public static ScalarType Boolean { get; } = new("Boolean")
    {
        Description = "true or false.",
        Serialize = value => value switch
        {
            bool flag => flag,
            _ when Number(value) is { } number && double.IsFinite(number) => number != 0,
            _ => throw Not("Boolean", value),
        },
        ParseValue = value => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Not("Boolean", value),
        ParseLiteral = literal => literal is BooleanNode flag ? flag.Value : throw Not("Boolean", literal),
    };

    public static ScalarType Id { get; } = new("ID")
    {
        Description = "A unique identifier: text, not meant to be read by people.",
        Serialize = value => value switch
        {
            string text => text,
            IFormattable id when value is not (double or float) || Number(value) is { } number && number == Math.Truncate(number) => id.ToString(null, CultureInfo.InvariantCulture),
            _ => throw Not("ID", value),
        },
        ParseValue = value => value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number when value.GetDouble() is var number && number == Math.Truncate(number) && double.IsFinite(number) => number.ToString(CultureInfo.InvariantCulture),
            _ => throw Not("ID", value),
        },
        ParseLiteral = literal => literal switch
        {
            StringNode text => text.Value,
            IntNode number => number.Text,
            _ => throw Not("ID", literal),
        },
    };

    public static IReadOnlyList<ScalarType> All { get; } = [String, Int, Float, Boolean, Id];

    private static int? Whole(double number) => number == Math.Truncate(number) && number is >= int.MinValue and <= int.MaxValue ? (int)number : null;

    private static double? Number(object value) => value switch
    {
        double or float or decimal or int or long or short or byte or uint => Convert.ToDouble(value, CultureInfo.InvariantCulture),
        string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    private static double Finite(string text, ValueNode literal)
        => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture) is var number && double.IsFinite(number) ? number : throw Not("Float", literal);

    private static CoercionException Not(string type, object value)
    {
        var shown = value is JsonElement json ? json.GetRawText() : value.ToString() ?? "";
        return new CoercionException($"{type} cannot represent the value {(shown.Length > 80 ? string.Concat(shown.AsSpan(0, 80), "…") : shown)}");
    }
}
