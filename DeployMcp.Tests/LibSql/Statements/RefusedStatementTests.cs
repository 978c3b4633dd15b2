namespace DeployMcp.Tests.LibSql.Statements;

/// <summary>What would reach beyond the tenant's own tables, or lift the limits that the server gives it.</summary>
public class RefusedStatementTests(LibSqlServer server) : IClassFixture<LibSqlServer>
{
    [Theory]
    [InlineData("ATTACH '/tmp/other.db' AS other", "ATTACH")]
    [InlineData("ATTACH '' AS other", "ATTACH")]
    [InlineData("ATTACH ':memory:' AS other", "ATTACH")]
    [InlineData("ATTACH 'file:x?mode=memory' AS other", "ATTACH")]
    [InlineData("ATTACH char(47) || 'tmp/x' AS other", "ATTACH")]
    [InlineData("VACUUM INTO '/tmp/copy.db'", "VACUUM INTO")]
    [InlineData("DETACH main", "ATTACH")]
    [InlineData("SELECT load_extension('/tmp/x.so')", "load_extension")]
    [InlineData("SELECT fts3_tokenizer('simple')", "fts3_tokenizer")]
    [InlineData("PRAGMA writable_schema = ON", "writable_schema")]
    [InlineData("PRAGMA main.writable_schema", "writable_schema")]
    [InlineData("PRAGMA max_page_count = 100000000", "max_page_count")]
    [InlineData("PRAGMA journal_mode = OFF", "journal_mode")]
    [InlineData("PRAGMA journal_mode = DELETE", "journal_mode")]
    [InlineData("PRAGMA synchronous = OFF", "synchronous")]
    [InlineData("PRAGMA locking_mode = EXCLUSIVE", "locking_mode")]
    [InlineData("PRAGMA mmap_size = 1000000000", "mmap_size")]
    [InlineData("PRAGMA cache_size = -4000000", "cache_size")]
    [InlineData("PRAGMA temp_store_directory = '/tmp'", "temp_store_directory")]
    [InlineData("PRAGMA data_store_directory = '/tmp'", "data_store_directory")]
    [InlineData("PRAGMA hard_heap_limit = 1", "hard_heap_limit")]
    [InlineData("PRAGMA soft_heap_limit = 1", "soft_heap_limit")]
    [InlineData("PRAGMA shrink_memory", "shrink_memory")]
    [InlineData("PRAGMA wal_checkpoint(TRUNCATE)", "wal_checkpoint")]
    [InlineData("PRAGMA wal_autocheckpoint = 0", "wal_autocheckpoint")]
    [InlineData("PRAGMA trusted_schema = ON", "trusted_schema")]
    [InlineData("PRAGMA database_list", "database_list")]
    [InlineData("PRAGMA key = 'x'", "key")]
    [InlineData("CREATE VIRTUAL TABLE x USING csv(filename='/etc/passwd')", "csv")]
    [InlineData("CREATE VIRTUAL TABLE x USING dbstat", "dbstat")]
    [InlineData("SELECT * FROM pragma_writable_schema", "writable_schema")]
    [InlineData("SELECT * FROM pragma_database_list", "database_list")]
    public async Task Statement_BeyondTheDatabase_IsRefusedAndSaysWhy(string sql, string reason)
    {
        var database = await server.CreateAsync();

        var (code, message) = await database.FailAsync(sql);

        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.Equal("SQLITE_AUTH", code);
    }

    [Theory]
    [InlineData("UPDATE sqlite_schema SET sql = 'x'")]
    [InlineData("INSERT INTO sqlite_schema VALUES ('table', 't', 't', 2, 'CREATE TABLE t (a)')")]
    [InlineData("DELETE FROM sqlite_schema")]
    public async Task Statement_ThatWritesTheSchemaTable_IsRefused(string sql)
    {
        var database = await server.CreateAsync();

        Assert.Contains("may not be modified", (await database.FailAsync(sql)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("VACUUM")]
    [InlineData("ANALYZE")]
    [InlineData("REINDEX")]
    [InlineData("PRAGMA journal_mode = WAL")]
    [InlineData("PRAGMA synchronous = NORMAL")]
    [InlineData("PRAGMA busy_timeout")]
    [InlineData("PRAGMA user_version = 7")]
    [InlineData("PRAGMA integrity_check")]
    [InlineData("PRAGMA optimize")]
    [InlineData("CREATE VIRTUAL TABLE f USING fts5(body)")]
    [InlineData("CREATE VIRTUAL TABLE r USING rtree(id, x0, x1)")]
    [InlineData("SELECT * FROM pragma_table_info('sqlite_schema')")]
    [InlineData("SELECT * FROM json_each('[1,2]')")]
    [InlineData("CREATE TEMP TABLE t (a)")]
    public async Task Statement_WithinTheDatabase_Runs(string sql)
    {
        var database = await server.CreateAsync();

        await database.RunAsync(sql);
    }

    [Fact]
    public async Task Statement_CompiledByATriggerOrView_ReachesNoFurther()
    {
        var database = await server.CreateAsync();
        await database.RunAsync("CREATE TABLE t (a)");
        await database.RunAsync("CREATE VIEW v AS SELECT load_extension('/tmp/x.so') AS a");
        await database.RunAsync("CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT load_extension('/tmp/x.so'); END");

        Assert.Contains("load_extension", (await database.FailAsync("SELECT * FROM v")).Message, StringComparison.Ordinal);
        Assert.Contains("load_extension", (await database.FailAsync("INSERT INTO t VALUES (1)")).Message, StringComparison.Ordinal);
    }
}
