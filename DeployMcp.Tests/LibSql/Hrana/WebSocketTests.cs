using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace DeployMcp.Tests.LibSql.Hrana;

/// <summary>Hrana over WebSocket as its specification has it.</summary>
public class WebSocketTests(LibSqlServer server) : IClassFixture<LibSqlServer>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("hrana1", "hrana1")]
    [InlineData("hrana2,hrana1", "hrana2")]
    [InlineData("hrana1,hrana2,hrana3", "hrana3")]
    [InlineData("hrana3-protobuf,hrana3,hrana2", "hrana3-protobuf")]
    [InlineData("", null)]
    public async Task Connect_WithSubprotocols_TakesTheNewest(string offered, string? taken)
    {
        var database = await server.CreateAsync();

        using var socket = await ConnectAsync(database, offered.Split(',', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(taken, socket.SubProtocol);
    }

    [Fact]
    public async Task Connect_WithUnknownSubprotocols_IsRefused()
    {
        var database = await server.CreateAsync();

        await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(database, ["hrana99"]));
    }

    [Fact]
    public async Task Hello_WithAWrongToken_IsAnsweredAndTheConnectionClosed()
    {
        var database = await server.CreateAsync();
        using var socket = await ConnectAsync(database);
        await SendAsync(socket, """{"type":"hello","jwt":"nonsense"}""", """{"type":"request","request_id":1,"request":{"type":"open_stream","stream_id":1}}""");

        var hello = await ReceiveAsync(socket);

        Assert.Equal(("hello_error", "AUTH_JWT_INVALID"), (hello!.Value.GetProperty("type").GetString(), hello.Value.GetProperty("error").GetProperty("code").GetString()));
        Assert.Null(await ReceiveAsync(socket));
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, socket.CloseStatus);
    }

    [Theory]
    [InlineData("""{"type":"request","request_id":1,"request":{"type":"open_stream","stream_id":1}}""", false)]
    [InlineData("""{"type":"dance"}""", true)]
    [InlineData("nonsense", true)]
    [InlineData("""{"type":"request","request_id":1,"request":{"type":"execute","stream_id":9,"stmt":{"sql":"SELECT 1"}}}""", true)]
    [InlineData("""{"type":"request","request_id":1,"request":{"type":"fetch_cursor","cursor_id":9,"max_count":1}}""", true)]
    [InlineData("""{"type":"request","request_id":1,"request":{"type":"close"}}""", true)]
    public async Task Message_ThatBreaksTheProtocol_ClosesTheConnection(string message, bool afterHello)
    {
        var database = await server.CreateAsync();
        using var socket = afterHello ? await OpenAsync(database) : await ConnectAsync(database);

        await SendAsync(socket, message);

        Assert.Null(await ReceiveAsync(socket));
        Assert.Equal(WebSocketCloseStatus.ProtocolError, socket.CloseStatus);
    }

    [Fact]
    public async Task Hello_RefusedWhileMoreIsSent_IsAnsweredEveryTime()
    {
        var database = await server.CreateAsync();
        for (var i = 0; i < 30; i++)
        {
            using var socket = await ConnectAsync(database);
            await SendAsync(socket, ["""{"type":"hello","jwt":"nonsense"}""", .. Enumerable.Range(1, 20).Select(n => Request(n, """{"type":"open_stream","stream_id":1}"""))]);

            Assert.Equal("hello_error", (await ReceiveAsync(socket))!.Value.GetProperty("type").GetString());
            Assert.Null(await ReceiveAsync(socket));
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", CancellationToken.None);
        }
    }

    [Fact]
    public async Task BinaryMessage_InJson_ClosesTheConnection()
    {
        var database = await server.CreateAsync();
        using var socket = await OpenAsync(database);

        await socket.SendAsync(new byte[] { 1, 2 }, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);

        Assert.Null(await ReceiveAsync(socket));
    }

    [Fact]
    public async Task LargeMessage_BeforeTheHello_ClosesTheConnection()
    {
        var database = await server.CreateAsync();
        using var socket = await ConnectAsync(database);

        await SendAsync(socket, new string(' ', 20_000) + "{}");

        Assert.Null(await ReceiveAsync(socket));
        Assert.Equal(WebSocketCloseStatus.MessageTooBig, socket.CloseStatus);
    }

    [Fact]
    public async Task Requests_SentAtOnce_AreAnsweredInTheirStreamsOrder()
    {
        var database = await server.CreateAsync();
        using var socket = await OpenAsync(database);

        await SendAsync(
            socket,
            Request(1, """{"type":"open_stream","stream_id":1}"""),
            Request(2, """{"type":"store_sql","sql_id":1,"sql":"SELECT count(*) FROM t"}"""),
            Request(3, """{"type":"sequence","stream_id":1,"sql":"CREATE TABLE t (a); INSERT INTO t VALUES (1)"}"""),
            Request(4, """{"type":"execute","stream_id":1,"stmt":{"sql_id":1}}"""),
            Request(5, """{"type":"close_sql","sql_id":1}"""),
            Request(6, """{"type":"get_autocommit","stream_id":1}"""),
            Request(7, """{"type":"execute","stream_id":1,"stmt":{"sql":"SELECT * FROM missing"}}"""),
            Request(8, """{"type":"close_stream","stream_id":1}"""));

        var answers = new Dictionary<int, JsonElement>();
        while (answers.Count < 8)
        {
            var answer = (await ReceiveAsync(socket))!.Value;
            answers[answer.GetProperty("request_id").GetInt32()] = answer;
        }

        Assert.Equal("1", answers[4].GetProperty("response").GetProperty("result").GetProperty("rows")[0][0].GetProperty("value").GetString());
        Assert.Equal("response_error", answers[7].GetProperty("type").GetString());
        Assert.All(answers.Where(a => a.Key != 7), a => Assert.Equal("response_ok", a.Value.GetProperty("type").GetString()));
    }

    [Fact]
    public async Task LongStatement_OnOneStream_DoesNotKeepAnotherWaiting()
    {
        var database = await server.CreateAsync();
        using var socket = await OpenAsync(database);

        await SendAsync(
            socket,
            Request(1, """{"type":"open_stream","stream_id":1}"""),
            Request(2, """{"type":"execute","stream_id":1,"stmt":{"sql":"WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT count(*) FROM c"}}"""),
            Request(3, """{"type":"open_stream","stream_id":2}"""),
            Request(4, """{"type":"execute","stream_id":2,"stmt":{"sql":"SELECT 1"}}"""));
        var answered = new HashSet<int>();
        while (!answered.Contains(4))
            answered.Add((await ReceiveAsync(socket))!.Value.GetProperty("request_id").GetInt32());

        Assert.DoesNotContain(2, answered);
    }

    [Fact]
    public async Task Cursor_OfAMillionRows_IsFetchedPieceByPieceAndClosedInTheMiddle()
    {
        var database = await server.CreateAsync();
        using var socket = await OpenAsync(database);
        const string Rows = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 1000000) SELECT n FROM c";
        await AskAsync(socket, 1, """{"type":"open_stream","stream_id":1}""");
        await AskAsync(socket, 2, """{"type":"open_cursor","stream_id":1,"cursor_id":5,"batch":{"steps":[{"stmt":{"sql":"ROWS"}}]}}""".Replace("ROWS", Rows, StringComparison.Ordinal));

        var last = 0;
        while (last < 5000)
        {
            var entries = (await AskAsync(socket, 3, """{"type":"fetch_cursor","cursor_id":5,"max_count":100}""")).GetProperty("entries").EnumerateArray().ToList();
            Assert.InRange(entries.Count, 1, 100);
            foreach (var entry in entries.Where(e => e.GetProperty("type").GetString() == "row"))
                Assert.Equal($"{++last}", entry.GetProperty("row")[0].GetProperty("value").GetString());
        }

        await AskAsync(socket, 4, """{"type":"close_cursor","cursor_id":5}""");
        var after = await AskAsync(socket, 5, """{"type":"execute","stream_id":1,"stmt":{"sql":"SELECT 42"}}""");
        Assert.Equal("42", after.GetProperty("result").GetProperty("rows")[0][0].GetProperty("value").GetString());
    }

    [Fact]
    public async Task Cursor_ReadToItsEnd_SaysThatItIsDone()
    {
        var database = await server.CreateAsync();
        using var socket = await OpenAsync(database);
        await AskAsync(socket, 1, """{"type":"open_stream","stream_id":1}""");
        await AskAsync(socket, 2, """{"type":"open_cursor","stream_id":1,"cursor_id":5,"batch":{"steps":[{"stmt":{"sql":"VALUES (1), (2)"}},{"stmt":{"sql":"SELEC"}}]}}""");
        var types = new List<string?>();
        JsonElement answer;
        do
        {
            answer = await AskAsync(socket, 3, """{"type":"fetch_cursor","cursor_id":5,"max_count":2}""");
            types.AddRange(answer.GetProperty("entries").EnumerateArray().Select(e => e.GetProperty("type").GetString()));
        }
        while (!answer.GetProperty("done").GetBoolean());

        Assert.Equal(["step_begin", "row", "row", "step_end", "step_error"], types);
    }

    [Fact]
    public async Task Connection_ThatEnds_RollsBackWhatIsOpen()
    {
        var database = await server.CreateAsync();
        await database.RunAsync("CREATE TABLE t (a)");
        using (var socket = await OpenAsync(database))
        {
            await AskAsync(socket, 1, """{"type":"open_stream","stream_id":1}""");
            await AskAsync(socket, 2, """{"type":"sequence","stream_id":1,"sql":"BEGIN IMMEDIATE; INSERT INTO t VALUES (1)"}""");
            socket.Abort();
        }

        await database.RunAsync("INSERT INTO t VALUES (2)");
        Assert.Equal("2", await database.ScalarAsync("SELECT group_concat(a) FROM t"));
    }

    [Fact]
    public async Task Token_RotatedDuringTheConnection_IsRefusedFromThenOn()
    {
        var database = await server.CreateAsync();
        using var socket = await OpenAsync(database);
        await AskAsync(socket, 1, """{"type":"open_stream","stream_id":1}""");
        using var rotated = await server.Admin.PostAsync($"databases/{database.Name}/tokens/rotate", content: null);

        await SendAsync(socket, Request(2, """{"type":"execute","stream_id":1,"stmt":{"sql":"SELECT 1"}}"""));
        var refused = (await ReceiveAsync(socket))!.Value;
        await SendAsync(socket, $$"""{"type":"hello","jwt":"{{await server.MintAsync(database.Name)}}"}""");
        Assert.Equal("hello_ok", (await ReceiveAsync(socket))!.Value.GetProperty("type").GetString());
        await AskAsync(socket, 3, """{"type":"execute","stream_id":1,"stmt":{"sql":"SELECT 1"}}""");

        Assert.Equal("AUTH_JWT_INVALID", refused.GetProperty("error").GetProperty("code").GetString());
    }

    private static string Request(int id, string request) => $$"""{"type":"request","request_id":{{id}},"request":{{request}}}""";

    private static async Task<ClientWebSocket> ConnectAsync(LibSqlDatabase database, string[]? subprotocols = null)
    {
        var socket = new ClientWebSocket();
        foreach (var subprotocol in subprotocols ?? ["hrana3"])
            socket.Options.AddSubProtocol(subprotocol);
        await socket.ConnectAsync(new Uri(database.Url("ws")), CancellationToken.None);
        return socket;
    }

    private static async Task<ClientWebSocket> OpenAsync(LibSqlDatabase database)
    {
        var socket = await ConnectAsync(database);
        await SendAsync(socket, $$"""{"type":"hello","jwt":"{{database.Token}}"}""");
        Assert.Equal("hello_ok", (await ReceiveAsync(socket))!.Value.GetProperty("type").GetString());
        return socket;
    }

    private static async Task<JsonElement> AskAsync(ClientWebSocket socket, int id, string request)
    {
        await SendAsync(socket, Request(id, request));
        var answer = (await ReceiveAsync(socket))!.Value;
        Assert.True(answer.GetProperty("type").GetString() == "response_ok", $"{answer}");
        return answer.GetProperty("response");
    }

    private static async Task SendAsync(ClientWebSocket socket, params string[] messages)
    {
        foreach (var message in messages)
            await socket.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
    }

    /// <returns>Null when the server closed the connection.</returns>
    private static async Task<JsonElement?> ReceiveAsync(ClientWebSocket socket)
    {
        using var deadline = new CancellationTokenSource(Patience);
        using var message = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer, deadline.Token);
            if (received.MessageType == WebSocketMessageType.Close)
                return null;
            message.Write(buffer, 0, received.Count);
            if (received.EndOfMessage)
                return JsonElement.Parse(message.ToArray());
        }
    }
}
