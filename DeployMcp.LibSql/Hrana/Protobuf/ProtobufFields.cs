namespace DeployMcp.LibSql.Hrana.Protobuf;

/// <summary>The fields that requests have in common: ids, an SQL text, a statement, a batch. Their numbers differ from request to request.</summary>
internal ref struct ProtobufFields
{
    private int? _first;
    private int? _second;
    private string? _text;
    private int? _sqlId;
    private ReadOnlySpan<byte> _message;
    private bool _hasMessage;

    public readonly int First => _first ?? 0;

    public readonly int Second => _second ?? 0;

    public readonly string Sql => _text ?? "";

    public readonly SqlText SqlText => Hrana.SqlText.Of(_text, _sqlId);

    public readonly ReadOnlySpan<byte> Message => _hasMessage ? _message : throw ProtobufReader.Malformed("a request has no statement or batch");

    /// <summary>Each argument is the number of a field, or 0 when the request has none such.</summary>
    public static ProtobufFields Read(ReadOnlySpan<byte> request, int first = 0, int second = 0, int text = 0, int sqlId = 0, int message = 0)
    {
        var fields = default(ProtobufFields);
        var reader = new ProtobufReader(request);
        while (reader.Next() is > 0 and var field)
        {
            if (field == first)
                fields._first = reader.Int32();
            else if (field == second)
                fields._second = reader.Int32();
            else if (field == text)
                fields._text = reader.Text();
            else if (field == sqlId)
                fields._sqlId = reader.Int32();
            else if (field == message)
                fields.Take(reader.Bytes());
            else
                reader.Skip();
        }

        return fields;
    }

    private void Take(ReadOnlySpan<byte> message)
    {
        _message = message;
        _hasMessage = true;
    }
}
