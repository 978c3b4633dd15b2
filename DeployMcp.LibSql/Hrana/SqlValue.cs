namespace DeployMcp.LibSql.Hrana;

internal enum SqlValueKind
{
    Null,
    Integer,
    Float,
    Text,
    Blob,
}

/// <summary>The structure <c>Value</c> (Hrana 3, "Values") as it comes in an argument.</summary>
internal readonly record struct SqlValue(SqlValueKind Kind, long Integer = 0, double Float = 0, string? Text = null, byte[]? Blob = null);
