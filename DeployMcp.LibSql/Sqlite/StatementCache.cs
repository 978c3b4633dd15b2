namespace DeployMcp.LibSql.Sqlite;

/// <summary>A connection's compiled statements, for who asks the same again; the one unused for longest goes first.</summary>
internal sealed class StatementCache : IDisposable
{
    private const int Capacity = 32;
    private const int LongestSql = 4096;

    private readonly Dictionary<string, LinkedListNode<SqliteStatement>> _bySql = new(StringComparer.Ordinal);
    private readonly LinkedList<SqliteStatement> _byUse = new();

    /// <returns>Null when it isn't there; it is no longer in the cache.</returns>
    public SqliteStatement? Take(string sql)
    {
        if (!_bySql.Remove(sql, out var node))
            return null;
        _byUse.Remove(node);
        return node.Value;
    }

    /// <returns>False when it is not worth keeping.</returns>
    public bool Keep(SqliteStatement statement)
    {
        if (statement.Sql is not { Length: <= LongestSql } sql || _bySql.ContainsKey(sql))
            return false;
        _bySql[sql] = _byUse.AddFirst(statement);
        if (_byUse.Count > Capacity)
            Drop(_byUse.Last!);
        return true;
    }

    public void Dispose()
    {
        while (_byUse.Last is { } node)
            Drop(node);
    }

    private void Drop(LinkedListNode<SqliteStatement> node)
    {
        _byUse.Remove(node);
        _bySql.Remove(node.Value.Sql!);
        node.Value.Dispose();
    }
}
