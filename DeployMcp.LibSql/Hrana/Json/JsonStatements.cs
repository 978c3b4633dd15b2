using System.Globalization;
using System.Text.Json;

namespace DeployMcp.LibSql.Hrana.Json;

/// <summary>Statements, batches and values out of JSON (Hrana 3, "Shared structures").</summary>
internal static class JsonStatements
{
    public static Stmt Stmt(JsonElement element)
    {
        var stmt = JsonInput.Object(element, "A statement");
        return new Stmt(
            Text(stmt),
            JsonInput.OptionalArray(stmt, "args", Value),
            JsonInput.OptionalArray(stmt, "named_args", NamedArg),
            JsonInput.OptionalBoolean(stmt, "want_rows", otherwise: true));
    }

    public static SqlText Text(JsonElement parent)
    {
        var text = new SqlText(JsonInput.OptionalString(parent, "sql"), JsonInput.OptionalInt32(parent, "sql_id"));
        return text.Sql is null == text.SqlId is null
            ? throw new HranaRefusedException("HRANA_SQL_TEXT", "Exactly one of `sql` and `sql_id` is required")
            : text;
    }

    public static Batch Batch(JsonElement element)
    {
        var steps = JsonInput.Array(JsonInput.Member(JsonInput.Object(element, "A batch"), "steps"), "steps", Step);
        for (var i = 0; i < steps.Count; i++)
            CheckReferences(steps[i].Condition, i);
        return new Batch(steps);
    }

    public static SqlValue Value(JsonElement element)
    {
        var value = JsonInput.Object(element, "A value");
        return JsonInput.String(JsonInput.Member(value, "type"), "type") switch
        {
            "null" => default,
            "integer" => Integer(JsonInput.String(JsonInput.Member(value, "value"), "value")),
            "float" => Float(JsonInput.Member(value, "value")),
            "text" => new SqlValue(SqlValueKind.Text, Text: JsonInput.String(JsonInput.Member(value, "value"), "value")),
            "blob" => new SqlValue(SqlValueKind.Blob, Blob: Base64(JsonInput.String(JsonInput.Member(value, "base64"), "base64"))),
            var type => throw JsonInput.Malformed($"'{type}' is no type of value"),
        };
    }

    private static NamedArg NamedArg(JsonElement element)
    {
        var arg = JsonInput.Object(element, "A named argument");
        return new NamedArg(JsonInput.String(JsonInput.Member(arg, "name"), "name"), Value(JsonInput.Member(arg, "value")));
    }

    private static BatchStep Step(JsonElement element)
    {
        var step = JsonInput.Object(element, "A step");
        return new BatchStep(JsonInput.Optional(step, "condition") is { } condition ? Condition(condition) : null, Stmt(JsonInput.Member(step, "stmt")));
    }

    /// <summary>As deep as the JSON reader lets it nest.</summary>
    private static BatchCondition Condition(JsonElement element)
    {
        var condition = JsonInput.Object(element, "A condition");
        return JsonInput.String(JsonInput.Member(condition, "type"), "type") switch
        {
            "ok" => new BatchCondition.Succeeded(JsonInput.Int32(JsonInput.Member(condition, "step"), "step")),
            "error" => new BatchCondition.Failed(JsonInput.Int32(JsonInput.Member(condition, "step"), "step")),
            "not" => new BatchCondition.Not(Condition(JsonInput.Member(condition, "cond"))),
            "and" => new BatchCondition.All(JsonInput.Array(JsonInput.Member(condition, "conds"), "conds", Condition)),
            "or" => new BatchCondition.Any(JsonInput.Array(JsonInput.Member(condition, "conds"), "conds", Condition)),
            "is_autocommit" => new BatchCondition.IsAutocommit(),
            var type => throw JsonInput.Malformed($"'{type}' is no type of condition"),
        };
    }

    /// <summary>A step can only look back.</summary>
    private static void CheckReferences(BatchCondition? condition, int step)
    {
        switch (condition)
        {
            case BatchCondition.Succeeded { Step: var target }:
                CheckReference(target, step);
                break;
            case BatchCondition.Failed { Step: var target }:
                CheckReference(target, step);
                break;
            case BatchCondition.Not { Condition: var inner }:
                CheckReferences(inner, step);
                break;
            case BatchCondition.All { Conditions: var all }:
                foreach (var inner in all)
                    CheckReferences(inner, step);
                break;
            case BatchCondition.Any { Conditions: var any }:
                foreach (var inner in any)
                    CheckReferences(inner, step);
                break;
        }
    }

    private static void CheckReference(int target, int step)
    {
        if (target < 0 || target >= step)
            throw new HranaRefusedException("HRANA_BATCH_CONDITION", "Invalid reference to step in a batch condition");
    }

    private static SqlValue Integer(string digits)
        => long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? new SqlValue(SqlValueKind.Integer, Integer: value)
            : throw JsonInput.Malformed($"the value of an integer must be a 64-bit decimal number in a string");

    private static SqlValue Float(JsonElement value)
        => value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number)
            ? new SqlValue(SqlValueKind.Float, Float: number)
            : throw JsonInput.Malformed("the value of a float must be a number");

    /// <summary>With and without padding: clients do both.</summary>
    private static byte[] Base64(string text)
    {
        var padded = (text.Length % 4) switch
        {
            2 => text + "==",
            3 => text + "=",
            _ => text,
        };
        var bytes = new byte[(padded.Length / 4 * 3) + 3];
        return Convert.TryFromBase64String(padded, bytes, out var length) ? bytes[..length] : throw JsonInput.Malformed("`base64` is no base64");
    }
}
