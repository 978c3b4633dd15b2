using DeployMcp.Tests.Fixtures;
using Npgsql;
using Temporalio.Client;

namespace DeployMcp.Tests.Compat.Temporalio;

/// <summary>A database with an engine of its own, for tests that meddle with all of it.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;

    private TestDatabase(string connectionString, NpgsqlDataSource source, TemporalClient client)
    {
        ConnectionString = connectionString;
        _source = source;
        Client = client;
    }

    public string ConnectionString { get; }

    public TemporalClient Client { get; }

    public static async Task<TestDatabase> CreateAsync(LogRecorder? log = null)
    {
        var connectionString = await TestPostgres.CreateDatabaseAsync("temporal");
        var options = new TemporalClientConnectOptions(connectionString);
        if (log is not null)
            options.LoggerFactory = log;
        return new(connectionString, NpgsqlDataSource.Create(connectionString), await TemporalClient.ConnectAsync(options));
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = _source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Reads only: what it looks at isn't locked for those who clean up.</summary>
    public async Task<long> CountRunsAsync()
    {
        await using var command = _source.CreateCommand("select count(*) from temporal.executions");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
