using DeployMcp.LibSql.Hrana;

namespace DeployMcp.LibSql.Streams;

/// <summary>SQL texts that a client stored: those of a stream over HTTP, of the whole connection over WebSocket.</summary>
internal sealed class StoredSql
{
    private const int MaxTexts = 200;
    private const int MaxTotalCharacters = 1024 * 1024;

    private readonly Dictionary<int, string> _texts = [];
    private int _characters;

    /// <exception cref="HranaRefusedException">The number is in use.</exception>
    /// <exception cref="HranaException">There are too many already.</exception>
    public void Store(int id, string sql)
    {
        if (_texts.ContainsKey(id))
            throw new HranaRefusedException("HRANA_SQL_EXISTS", $"SQL text {id} already exists");
        if (_texts.Count >= MaxTexts)
            throw new HranaException("SQL_STORE_TOO_MANY", $"The server already stores {_texts.Count} SQL texts, it cannot store more");
        if (_characters + sql.Length > MaxTotalCharacters)
            throw new HranaException("SQL_STORE_TOO_LARGE", $"The stored SQL texts would be longer than {MaxTotalCharacters} characters");
        _texts[id] = sql;
        _characters += sql.Length;
    }

    public void Close(int id)
    {
        if (_texts.Remove(id, out var sql))
            _characters -= sql.Length;
    }

    /// <exception cref="HranaRefusedException">There is none of that number.</exception>
    public string Resolve(SqlText text)
        => text.Sql ?? (_texts.TryGetValue(text.SqlId!.Value, out var sql) ? sql : throw new HranaRefusedException("HRANA_SQL_NOT_FOUND", $"SQL text {text.SqlId} not found"));
}
