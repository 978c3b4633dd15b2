namespace DeployMcp.LibSql.Hrana.Protobuf;

/// <summary>Statements, batches and values out of Protobuf (Hrana 3, "Protobuf schema", "Shared structures").</summary>
internal static class ProtobufStatements
{
    /// <summary>What a JSON reader lets nest.</summary>
    private const int DeepestCondition = 64;

    public static Stmt Stmt(ReadOnlySpan<byte> message)
    {
        var (sql, sqlId, wantRows) = ((string?)null, (int?)null, true);
        List<SqlValue> args = [];
        List<NamedArg> namedArgs = [];
        var reader = new ProtobufReader(message);
        while (reader.Next() is > 0 and var field)
        {
            switch (field)
            {
                case 1:
                    sql = reader.Text();
                    break;
                case 2:
                    sqlId = reader.Int32();
                    break;
                case 3:
                    args.Add(Value(reader.Bytes()));
                    break;
                case 4:
                    namedArgs.Add(NamedArg(reader.Bytes()));
                    break;
                case 5:
                    wantRows = reader.Boolean();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new Stmt(SqlText.Of(sql, sqlId), args, namedArgs, wantRows);
    }

    public static Batch Batch(ReadOnlySpan<byte> message)
    {
        List<BatchStep> steps = [];
        var reader = new ProtobufReader(message);
        while (reader.Next() is > 0 and var field)
        {
            if (field == 1)
                steps.Add(Step(reader.Bytes()));
            else
                reader.Skip();
        }

        return Hrana.Batch.Of(steps);
    }

    private static SqlValue Value(ReadOnlySpan<byte> message)
    {
        SqlValue? value = null;
        var reader = new ProtobufReader(message);
        while (reader.Next() is > 0 and var field)
        {
            switch (field)
            {
                case 1:
                    reader.Skip();
                    value = default(SqlValue);
                    break;
                case 2:
                    value = new SqlValue(SqlValueKind.Integer, Integer: reader.Zigzag());
                    break;
                case 3:
                    value = new SqlValue(SqlValueKind.Float, Float: reader.Double());
                    break;
                case 4:
                    value = new SqlValue(SqlValueKind.Text, Text: reader.Text());
                    break;
                case 5:
                    value = new SqlValue(SqlValueKind.Blob, Blob: reader.Bytes().ToArray());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return value ?? throw ProtobufReader.Malformed("a value has no type");
    }

    private static NamedArg NamedArg(ReadOnlySpan<byte> message)
    {
        var (name, value) = ("", (SqlValue?)null);
        var reader = new ProtobufReader(message);
        while (reader.Next() is > 0 and var field)
        {
            if (field == 1)
                name = reader.Text();
            else if (field == 2)
                value = Value(reader.Bytes());
            else
                reader.Skip();
        }

        return new NamedArg(name, value ?? throw ProtobufReader.Malformed("a named argument has no value"));
    }

    private static BatchStep Step(ReadOnlySpan<byte> message)
    {
        var (condition, stmt) = ((BatchCondition?)null, (Stmt?)null);
        var reader = new ProtobufReader(message);
        while (reader.Next() is > 0 and var field)
        {
            if (field == 1)
                condition = Condition(reader.Bytes(), 0);
            else if (field == 2)
                stmt = Stmt(reader.Bytes());
            else
                reader.Skip();
        }

        return new BatchStep(condition, stmt ?? throw ProtobufReader.Malformed("a step has no statement"));
    }

    private static BatchCondition Condition(ReadOnlySpan<byte> message, int depth)
    {
        if (depth > DeepestCondition)
            throw ProtobufReader.Malformed($"a condition is nested deeper than {DeepestCondition}");
        BatchCondition? condition = null;
        var reader = new ProtobufReader(message);
        while (reader.Next() is > 0 and var field)
        {
            switch (field)
            {
                case 1:
                    condition = new BatchCondition.Succeeded(reader.Int32());
                    break;
                case 2:
                    condition = new BatchCondition.Failed(reader.Int32());
                    break;
                case 3:
                    condition = new BatchCondition.Not(Condition(reader.Bytes(), depth + 1));
                    break;
                case 4:
                    condition = new BatchCondition.All(Conditions(reader.Bytes(), depth + 1));
                    break;
                case 5:
                    condition = new BatchCondition.Any(Conditions(reader.Bytes(), depth + 1));
                    break;
                case 6:
                    reader.Skip();
                    condition = new BatchCondition.IsAutocommit();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return condition ?? throw ProtobufReader.Malformed("a condition has no type");
    }

    private static List<BatchCondition> Conditions(ReadOnlySpan<byte> message, int depth)
    {
        List<BatchCondition> conditions = [];
        var reader = new ProtobufReader(message);
        while (reader.Next() is > 0 and var field)
        {
            if (field == 1)
                conditions.Add(Condition(reader.Bytes(), depth));
            else
                reader.Skip();
        }

        return conditions;
    }
}
