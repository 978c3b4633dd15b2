using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using static DeployMcp.Tests.LibSql.LibSqlDatabase;

namespace DeployMcp.Tests.LibSql.Hrana;

/// <summary>Hrana over HTTP as its specification has it.</summary>
public class PipelineTests(LibSqlServer server) : IClassFixture<LibSqlServer>
{
    [Theory]
    [InlineData("v2")]
    [InlineData("v3")]
    public async Task Get_OfTheVersion_SaysThatItIsSpoken(string version)
    {
        using var response = await server.Http.GetAsync(version);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("NULL", """{"type":"null"}""")]
    [InlineData("9223372036854775807", """{"type":"integer","value":"9223372036854775807"}""")]
    [InlineData("-9223372036854775808", """{"type":"integer","value":"-9223372036854775808"}""")]
    [InlineData("0.1", """{"type":"float","value":0.1}""")]
    [InlineData("1e308 * 10", """{"type":"float","value":1e999}""")]
    [InlineData("-1e308 * 10", """{"type":"float","value":-1e999}""")]
    [InlineData("'a\"\\'||char(10,0,128512)", """{"type":"text","value":"a\"\\\n\u0000\uD83D\uDE00"}""")]
    [InlineData("''", """{"type":"text","value":""}""")]
    [InlineData("CAST(x'61ff62' AS TEXT)", """{"type":"text","value":"a�b"}""")]
    [InlineData("x'00ff'", """{"type":"blob","base64":"AP8="}""")]
    [InlineData("x''", """{"type":"blob","base64":""}""")]
    public async Task Execute_OfEachValue_AnswersItsType(string expression, string value)
    {
        var database = await server.CreateAsync();

        var rows = (await database.RunAsync($"SELECT {expression}")).GetProperty("rows");

        Assert.Equal(JsonNode.Parse(value)!.ToJsonString(), JsonNode.Parse(rows[0][0].GetRawText())!.ToJsonString());
    }

    [Theory]
    [InlineData("""{"type":"null"}""", "null", "NULL")]
    [InlineData("""{"type":"integer","value":"-9223372036854775808"}""", "integer", "-9223372036854775808")]
    [InlineData("""{"type":"float","value":1}""", "real", "1.0")]
    [InlineData("""{"type":"text","value":"it's"}""", "text", "'it''s'")]
    [InlineData("""{"type":"text","value":""}""", "text", "''")]
    [InlineData("""{"type":"blob","base64":"AP8="}""", "blob", "X'00FF'")]
    [InlineData("""{"type":"blob","base64":"AP8"}""", "blob", "X'00FF'")]
    [InlineData("""{"type":"blob","base64":""}""", "blob", "X''")]
    public async Task Execute_WithEachArgument_BindsItsType(string argument, string type, string quoted)
    {
        var database = await server.CreateAsync();

        var row = (await database.RunAsync("SELECT typeof(?1), quote(?1)", JsonNode.Parse(argument)!.AsObject())).GetProperty("rows")[0];

        Assert.Equal((type, quoted), (row[0].GetProperty("value").GetString(), row[1].GetProperty("value").GetString()));
    }

    [Fact]
    public async Task Execute_OfAnInsert_AnswersColumnsCountsAndRowid()
    {
        var database = await server.CreateAsync();
        await database.RunAsync("CREATE TABLE t (id INTEGER PRIMARY KEY, a VARCHAR(10))");

        var result = await database.RunAsync("INSERT INTO t (id, a) VALUES (41, 'x'), (42, 'y') RETURNING id AS number, a, id + 1");

        Assert.Equal("""[{"name":"number","decltype":"INTEGER"},{"name":"a","decltype":"VARCHAR(10)"},{"name":"id + 1","decltype":null}]""", result.GetProperty("cols").GetRawText());
        Assert.Equal(2, result.GetProperty("affected_row_count").GetInt64());
        Assert.Equal("42", result.GetProperty("last_insert_rowid").GetString());
        Assert.Equal(2, result.GetProperty("rows_written").GetInt64());
        Assert.Equal(JsonValueKind.Null, result.GetProperty("replication_index").ValueKind);
        Assert.Equal(JsonValueKind.Null, (await database.RunAsync("UPDATE t SET a = 'z'")).GetProperty("last_insert_rowid").ValueKind);
    }

    [Theory]
    [InlineData("SELECT :a, @b, $c", """[{"name":"a","value":{"type":"integer","value":"1"}},{"name":"@b","value":{"type":"integer","value":"2"}},{"name":"c","value":{"type":"integer","value":"3"}}]""", null)]
    [InlineData("SELECT :a", "[]", "ARGS_INVALID")]
    [InlineData("SELECT :a", """[{"name":"a","value":{"type":"null"}},{"name":"other","value":{"type":"null"}}]""", "ARGS_INVALID")]
    public async Task Execute_WithNamedArguments_NeedsEachOfThem(string sql, string arguments, string? code)
    {
        var database = await server.CreateAsync();
        var request = Execute(sql);
        request["stmt"]!["named_args"] = JsonNode.Parse(arguments);

        var result = (await database.PipelineAsync(null, request, Type("close"))).GetProperty("results")[0];

        Assert.Equal(code, result.TryGetProperty("error", out var error) ? error.GetProperty("code").GetString() : null);
    }

    [Theory]
    [InlineData("", "SQL_NO_STATEMENT")]
    [InlineData("-- nothing", "SQL_NO_STATEMENT")]
    [InlineData("SELECT 1; SELECT 2", "SQL_MANY_STATEMENTS")]
    [InlineData("SELEC 1", "SQL_PARSE_ERROR")]
    [InlineData("SELECT 'open", "SQL_PARSE_ERROR")]
    [InlineData("SELECT missing", "SQL_INPUT_ERROR")]
    [InlineData("SELECT ?", "ARGS_INVALID")]
    [InlineData("SELECT abs(-9223372036854775808)", "SQLITE_UNKNOWN")]
    [InlineData("SELECT zeroblob(100000000)", "SQLITE_TOOBIG")]
    public async Task Execute_OfAWrongStatement_AnswersItsCode(string sql, string code)
    {
        var database = await server.CreateAsync();

        Assert.Equal(code, (await database.FailAsync(sql)).Code);
        Assert.Equal("1", await database.ScalarAsync("SELECT 1; -- and a comment"));
    }

    [Fact]
    public async Task Batch_WithConditions_RunsTheStepsThatTheyLet()
    {
        var database = await server.CreateAsync();
        JsonObject Step(string type, int step) => new() { ["type"] = type, ["step"] = step };
        JsonObject Not(JsonObject inner) => new() { ["type"] = "not", ["cond"] = inner };
        JsonObject Of(string type, params JsonObject[] inner) => new() { ["type"] = type, ["conds"] = new JsonArray([.. inner]) };
        var batch = Batch(
            ("SELECT 0", null),
            ("SELECT wrong", Step("ok", 0)),
            ("SELECT 2", Step("ok", 1)),
            ("SELECT 3", Step("error", 1)),
            ("SELECT 4", Step("error", 2)),
            ("SELECT 5", Not(Step("ok", 2))),
            ("SELECT 6", Of("and", Step("ok", 0), Step("ok", 2))),
            ("SELECT 7", Of("or", Step("ok", 0), Step("ok", 2))),
            ("BEGIN", Type("is_autocommit")),
            ("SELECT 9", Type("is_autocommit")),
            ("ROLLBACK", Not(Type("is_autocommit"))));

        var results = (await database.PipelineAsync(null, new JsonObject { ["type"] = "batch", ["batch"] = batch }, Type("close"))).GetProperty("results")[0];

        var result = results.GetProperty("response").GetProperty("result");
        var ran = result.GetProperty("step_results").EnumerateArray().Select(r => r.ValueKind != JsonValueKind.Null);
        var failed = result.GetProperty("step_errors").EnumerateArray().Select(r => r.ValueKind != JsonValueKind.Null);
        Assert.Equal([true, false, false, true, false, true, false, true, true, false, true], ran);
        Assert.Equal([false, true, false, false, false, false, false, false, false, false, false], failed);
    }

    [Fact]
    public async Task Sequence_WithAFailure_StopsThere()
    {
        var database = await server.CreateAsync();
        var sequence = new JsonObject { ["type"] = "sequence", ["sql"] = "CREATE TABLE t (a); INSERT INTO t VALUES (1); INSERT INTO missing VALUES (1); INSERT INTO t VALUES (2);" };

        var results = (await database.PipelineAsync(null, sequence, Type("close"))).GetProperty("results");

        Assert.Equal("error", results[0].GetProperty("type").GetString());
        Assert.Equal("1", await database.ScalarAsync("SELECT count(*) FROM t"));
    }

    [Fact]
    public async Task Describe_OfAStatement_SaysItsParametersAndColumns()
    {
        var database = await server.CreateAsync();
        await database.RunAsync("CREATE TABLE t (a TEXT)");
        JsonObject Describe(string sql) => new() { ["type"] = "describe", ["sql"] = sql };

        var results = (await database.PipelineAsync(null, Describe("SELECT a, 1 AS one FROM t WHERE a = ? OR a = :b"), Describe("EXPLAIN DELETE FROM t"))).GetProperty("results");

        Assert.Equal(
            """{"params":[{"name":null},{"name":":b"}],"cols":[{"name":"a","decltype":"TEXT"},{"name":"one","decltype":null}],"is_explain":false,"is_readonly":true}""",
            results[0].GetProperty("response").GetProperty("result").GetRawText());
        Assert.True(results[1].GetProperty("response").GetProperty("result").GetProperty("is_explain").GetBoolean());
    }

    [Fact]
    public async Task StoredSql_OnItsStream_IsFoundUntilClosed()
    {
        var database = await server.CreateAsync();
        var byId = new JsonObject { ["type"] = "execute", ["stmt"] = new JsonObject { ["sql_id"] = 7 } };

        var answer = await database.PipelineAsync(null, new JsonObject { ["type"] = "store_sql", ["sql_id"] = 7, ["sql"] = "SELECT 42" }, (JsonObject)byId.DeepClone(), new JsonObject { ["type"] = "close_sql", ["sql_id"] = 7 });
        var refused = await database.RefusedAsync("v3/pipeline", Pipeline(answer.GetProperty("baton").GetString(), byId));

        Assert.Equal("42", answer.GetProperty("results")[1].GetProperty("response").GetProperty("result").GetProperty("rows")[0][0].GetProperty("value").GetString());
        Assert.Equal((HttpStatusCode.BadRequest, "HRANA_SQL_NOT_FOUND"), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task Execute_WithoutWantingRows_AnswersNone()
    {
        var database = await server.CreateAsync();
        var request = Execute("SELECT 1");
        request["stmt"]!["want_rows"] = false;

        var result = (await database.PipelineAsync(null, request, Type("close"))).GetProperty("results")[0].GetProperty("response").GetProperty("result");

        Assert.Equal(0, result.GetProperty("rows").GetArrayLength());
    }

    [Fact]
    public async Task Cursor_OverABatch_SendsEntriesAndItsErrors()
    {
        var database = await server.CreateAsync();
        var batch = Batch(("VALUES (1), (2)", null), ("SELECT skipped", new JsonObject { ["type"] = "error", ["step"] = 0 }), ("SELECT abs(value) FROM (SELECT 1 AS value UNION ALL SELECT -9223372036854775808)", null));

        using var response = await database.PostAsync("v3/cursor", new JsonObject { ["batch"] = batch }.ToJsonString());

        var lines = (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonElement.Parse(l)).ToList();
        var entries = lines.Skip(1).Select(l => l.GetProperty("type").GetString());
        Assert.Equal(["step_begin", "row", "row", "step_end", "step_begin", "row", "step_error"], entries);
        Assert.Equal(2, lines[^1].GetProperty("step").GetInt32());
        var next = await database.PipelineAsync(lines[0].GetProperty("baton").GetString(), Type("get_autocommit"), Type("close"));
        Assert.True(next.GetProperty("results")[0].GetProperty("response").GetProperty("is_autocommit").GetBoolean());
    }

    [Theory]
    [InlineData("", "HRANA_JSON_INVALID")]
    [InlineData("[]", "HRANA_JSON_INVALID")]
    [InlineData("{", "HRANA_JSON_INVALID")]
    [InlineData("""{"requests":[{"type":"dance"}]}""", "HRANA_JSON_INVALID")]
    [InlineData("""{"requests":[{"type":"execute","stmt":{"sql":"SELECT ?","args":[{"type":"integer","value":1}]}}]}""", "HRANA_JSON_INVALID")]
    [InlineData("""{"requests":[{"type":"execute","stmt":{"sql":"SELECT ?","args":[{"type":"integer","value":"9223372036854775808"}]}}]}""", "HRANA_JSON_INVALID")]
    [InlineData("""{"requests":[{"type":"execute","stmt":{"sql":"SELECT ?","args":[{"type":"blob","base64":"***"}]}}]}""", "HRANA_JSON_INVALID")]
    [InlineData("""{"requests":[{"type":"execute","stmt":{"sql":"\ud800"}}]}""", "HRANA_JSON_INVALID")]
    [InlineData("""{"requests":[{"type":"execute","stmt":{}}]}""", "HRANA_SQL_TEXT")]
    [InlineData("""{"requests":[{"type":"batch","batch":{"steps":[{"stmt":{"sql":"SELECT 1"},"condition":{"type":"ok","step":0}}]}}]}""", "HRANA_BATCH_CONDITION")]
    [InlineData("""{"baton":"bm9uc2Vuc2U=","requests":[]}""", "BATON_INVALID")]
    [InlineData("""{"requests":[{"type":"close"},{"type":"execute","stmt":{"sql":"SELECT 1"}}]}""", "STREAM_CLOSED")]
    public async Task Pipeline_ThatBreaksTheProtocol_IsRefused(string body, string code)
    {
        var database = await server.CreateAsync();

        var refused = await database.RefusedAsync("v2/pipeline", body);

        Assert.Equal((HttpStatusCode.BadRequest, code), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task Pipeline_WithDeeplyNestedConditions_IsRefused()
    {
        var database = await server.CreateAsync();
        const int Depth = 100_000;
        var condition = string.Concat(Enumerable.Repeat("""{"type":"not","cond":""", Depth)) + """{"type":"is_autocommit"}""" + new string('}', Depth);

        var step = """{"requests":[{"type":"batch","batch":{"steps":[{"stmt":{"sql":"SELECT 1"},"condition":""" + condition + "}]}}]}";
        var refused = await database.RefusedAsync("v3/pipeline", step);

        Assert.Equal("HRANA_JSON_INVALID", refused.Code);
    }
}
