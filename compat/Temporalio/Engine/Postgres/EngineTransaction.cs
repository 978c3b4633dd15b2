using Npgsql;

namespace Temporalio.Engine.Postgres;

/// <summary>
/// A transaction that gathers its writes into as few round trips as it can, and the news of it, which go out with the commit.
/// </summary>
internal sealed class EngineTransaction(NpgsqlConnection connection, Notifications notifications, CancellationToken cancellationToken) : IAsyncDisposable
{
    private readonly List<NpgsqlBatchCommand> _writes = [];
    private readonly HashSet<News> _news = [];
    private readonly List<(News News, TimeSpan Delay)> _later = [];
    private NpgsqlTransaction? _transaction;

    public async Task BeginAsync() => _transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Adds a write, which is sent with the next query or the commit.</summary>
    public void Write(string sql, params object?[] arguments)
    {
        var command = new NpgsqlBatchCommand(sql);
        Statements.AddArguments(command.Parameters, arguments);
        _writes.Add(command);
    }

    public async Task<List<T>> QueryAsync<T>(string sql, Func<NpgsqlDataReader, T> read, params object?[] arguments)
    {
        await FlushAsync().ConfigureAwait(false);
        return await Statements.QueryAsync(connection, sql, read, arguments, cancellationToken).ConfigureAwait(false);
    }

    public void Tell(News news) => _news.Add(news);

    /// <summary>Tells only this process, some time after the commit.</summary>
    public void AfterCommitTell(News news, TimeSpan delay) => _later.Add((news, delay));

    public async Task CommitAsync()
    {
        if (_news.Count > 0)
            Write("select pg_notify('temporal', n) from unnest($1) n", (object)_news.Select(n => n.ToPayload(notifications.Sender)).ToArray());
        await FlushAsync().ConfigureAwait(false);
        await _transaction!.CommitAsync(cancellationToken).ConfigureAwait(false);
        foreach (var news in _news)
            notifications.Publish(news);
        foreach (var (news, delay) in _later)
            notifications.Publish(news, delay);
    }

    public async ValueTask DisposeAsync()
    {
        if (_transaction is not null)
            await _transaction.DisposeAsync().ConfigureAwait(false);
    }

    private async Task FlushAsync()
    {
        if (_writes.Count == 0)
            return;

        var batch = new NpgsqlBatch(connection);
        await using var disposal = batch.ConfigureAwait(false);
        foreach (var write in _writes)
            batch.BatchCommands.Add(write);
        _writes.Clear();
        await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
