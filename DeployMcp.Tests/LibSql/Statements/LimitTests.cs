using System.Buffers;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using static DeployMcp.Tests.LibSql.LibSqlDatabase;

namespace DeployMcp.Tests.LibSql.Statements;

/// <summary>Statements and requests that would take more than there is.</summary>
public class LimitTests(LimitTests.StrictServer server) : IClassFixture<LimitTests.StrictServer>
{
    private const string Endless = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT count(*) FROM c";
    private const string MillionRows = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 1000000) SELECT n, 'a text that makes the row longer than its number' AS t FROM c";

    [Theory]
    [InlineData(Endless)]
    [InlineData("INSERT INTO t WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n FROM c) SELECT count(*) FROM c")]
    [InlineData("SELECT count(*) FROM t a, t b, t c, t d, t e, t f")]
    public async Task Statement_ThatNeverEnds_IsInterruptedAndOthersGoOn(string sql)
    {
        var database = await server.CreateAsync();
        await database.RunAsync("CREATE TABLE t (a)");
        await database.RunAsync("INSERT INTO t WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 1000) SELECT n FROM c");

        var endless = database.FailAsync(sql);
        Assert.Equal("1000", await database.ScalarAsync("SELECT count(*) FROM t"));
        var (code, message) = await endless;

        Assert.Equal("SQLITE_INTERRUPT", code);
        Assert.Contains("ran longer than", message, StringComparison.Ordinal);
        await database.RunAsync("INSERT INTO t VALUES (1)");
    }

    [Fact]
    public async Task Statement_WhoseClientWentAway_Ends()
    {
        using var patient = new LibSqlServer();
        await patient.InitializeAsync();
        var database = await patient.CreateAsync();
        using var cancellation = new CancellationTokenSource();
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", database.Token);
        var request = client.PostAsync(database.Url("http") + "v3/pipeline", new StringContent(Pipeline(null, Execute(Endless))), cancellation.Token);
        Task<bool> RunsAsync(bool runs) => OpenStreamsAsync(patient, database).ContinueWith(t => t.Result > 0 == runs, TaskScheduler.Default);
        await Eventually.TrueAsync(() => RunsAsync(true), "the statement runs");

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        await Eventually.TrueAsync(() => RunsAsync(false), "the statement has ended", seconds: 10);
        await patient.DisposeAsync();
    }

    [Theory]
    [InlineData("v3/pipeline")]
    [InlineData("v3/cursor")]
    public async Task Result_OfAMillionRows_IsStreamedInBoundedMemory(string path)
    {
        var database = await server.CreateAsync();
        await database.ScalarAsync("SELECT 1");
        var before = server.PeakMemory();
        var body = path == "v3/cursor" ? new JsonObject { ["batch"] = Batch((MillionRows, null)) }.ToJsonString() : Pipeline(null, Execute(MillionRows), Type("close"));

        using var response = await database.PostAsync(path, body, completion: HttpCompletionOption.ResponseHeadersRead);
        var (bytes, rows) = await CountAsync(await response.Content.ReadAsStreamAsync());

        Assert.Equal(1_000_000, rows);
        Assert.True(bytes > 100_000_000, $"{bytes} bytes");
        var growth = server.PeakMemory() - before;
        Assert.True(growth < 48 * 1024 * 1024, $"The server grew by {growth / 1024 / 1024} MiB for {bytes / 1024 / 1024} MiB.");
    }

    [Fact]
    public async Task Result_ThatFailsAfterItsFirstRows_IsAnsweredWithTheError()
    {
        var database = await server.CreateAsync();

        var (code, message) = await database.FailAsync("SELECT abs(n) FROM (SELECT 1 AS n UNION ALL SELECT -9223372036854775808)");

        Assert.Equal("SQLite error: integer overflow", message);
        Assert.Equal("SQLITE_UNKNOWN", code);
    }

    [Fact]
    public async Task Result_ThatFailsAfterItWasSent_IsBrokenOff()
    {
        var database = await server.CreateAsync();
        var body = Pipeline(null, Execute($"SELECT abs(iif(n = 900000, -9223372036854775808, n)), t FROM ({MillionRows})"), Type("close"));

        using var response = await database.PostAsync("v3/pipeline", body, completion: HttpCompletionOption.ResponseHeadersRead);

        await Assert.ThrowsAnyAsync<Exception>(async () => await CountAsync(await response.Content.ReadAsStreamAsync()));
        Assert.Equal("1", await database.ScalarAsync("SELECT 1"));
    }

    [Fact]
    public async Task Database_ThatIsFull_SaysSoAndStaysWhole()
    {
        var database = await server.CreateAsync(maxBytes: 256 * 1024);
        await database.RunAsync("CREATE TABLE t (a BLOB)");
        var (code, message) = ("", "");
        for (var i = 0; i < 100 && code.Length == 0; i++)
        {
            var result = (await database.PipelineAsync(null, Execute("INSERT INTO t VALUES (randomblob(10000))"), Type("close"))).GetProperty("results")[0];
            if (result.GetProperty("type").GetString() == "error")
                (code, message) = ErrorOf(result);
        }

        Assert.Equal(("SQLITE_FULL", "SQLite error: database or disk is full"), (code, message));
        Assert.Equal("ok", await database.ScalarAsync("PRAGMA integrity_check"));
        await database.RunAsync("DELETE FROM t");
        await database.RunAsync("INSERT INTO t VALUES (randomblob(10000))");
    }

    [Fact]
    public async Task TemporaryTable_ThatIsFull_SaysSo()
    {
        var database = await server.CreateAsync(maxBytes: 256 * 1024);

        var results = (await database.PipelineAsync(null, Execute("CREATE TEMP TABLE t (a)"), Execute("INSERT INTO t VALUES (randomblob(1000000))"), Type("close"))).GetProperty("results");

        Assert.Equal("SQLITE_FULL", ErrorOf(results[1]).Code);
    }

    [Fact]
    public async Task Body_LargerThanAllowed_IsRefused()
    {
        var database = await server.CreateAsync();

        var refused = await database.RefusedAsync("v3/pipeline", Pipeline(null, Execute("SELECT ?", Text(new string('x', 2 * 1024 * 1024)))));

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "REQUEST_TOO_LARGE"), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task Streams_BeyondTheLimit_AreRefused()
    {
        var database = await server.CreateAsync();
        for (var i = 0; i < 8; i++)
            await database.PipelineAsync(null, Execute("SELECT 1"));

        var refused = await database.RefusedAsync("v3/pipeline", Pipeline(null, Execute("SELECT 1")));

        Assert.Equal((HttpStatusCode.TooManyRequests, "TOO_MANY_STREAMS"), (refused.Status, refused.Code));
    }

    private static async Task<int> OpenStreamsAsync(LibSqlServer server, LibSqlDatabase database)
    {
        await using var body = await server.Admin.GetStreamAsync($"databases/{database.Name}");
        using var document = await JsonDocument.ParseAsync(body);
        return document.RootElement.GetProperty("openStreams").GetInt32();
    }

    /// <summary>Reads without keeping: bytes, and how often the row's text occurs.</summary>
    private static async Task<(long Bytes, int Rows)> CountAsync(Stream body)
    {
        var needle = "a text that makes"u8.ToArray();
        var buffer = ArrayPool<byte>.Shared.Rent(1024 * 1024);
        var (bytes, rows, kept) = (0L, 0, 0);
        while (await body.ReadAsync(buffer.AsMemory(kept)) is > 0 and var read)
        {
            bytes += read;
            var filled = kept + read;
            rows += Occurrences(buffer.AsSpan(0, filled), needle, out var end);
            kept = Math.Min(filled - end, needle.Length - 1);
            buffer.AsSpan(filled - kept, kept).CopyTo(buffer);
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return (bytes, rows);
    }

    private static int Occurrences(ReadOnlySpan<byte> text, ReadOnlySpan<byte> needle, out int end)
    {
        var count = 0;
        for (end = 0; text[end..].IndexOf(needle) is >= 0 and var found; count++)
            end += found + needle.Length;
        return count;
    }

    /// <summary>Its limits are low, because tests reach them.</summary>
    public sealed class StrictServer() : LibSqlServer(
        ("LibSql__Limits__StatementTimeout", "00:00:05"), ("LibSql__Limits__MaxRequestBytes", $"{1024 * 1024}"), ("LibSql__Limits__StreamsPerDatabase", "8"));
}
