using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace DeployMcp.Tests.LibSql.Hrana;

/// <summary>Protobuf beyond what a well-behaved client sends and asks for; that client is in <c>Clients</c>.</summary>
public class ProtobufTests(ProtobufTests.SmallMessages server) : IClassFixture<ProtobufTests.SmallMessages>
{
    private const string MillionRows = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 1000000) SELECT n, 'a text that makes the row longer than its number' AS t FROM c";

    [Theory]
    [InlineData("0A", "it ends in the middle of a field")]
    [InlineData("0A05", "it ends in the middle of a field")]
    [InlineData("0AFFFFFFFFFFFFFFFFFFFFFF", "more than ten bytes")]
    [InlineData("0AFFFFFFFF7F", "a length is too large")]
    [InlineData("0A01FF", "a string is no UTF-8")]
    [InlineData("0800", "the wire type 0 instead of 2")]
    [InlineData("00", "no such field number")]
    [InlineData("1B", "no wire type 3")]
    [InlineData("1200", "a request has no type")]
    [InlineData("12021200", "no statement or batch")]
    public async Task Body_ThatIsNoProtobuf_IsRefused(string hex, string why)
    {
        var database = await server.CreateAsync();

        using var response = await PostAsync(database, "v3-protobuf/pipeline", Convert.FromHexString(hex));
        var error = JsonElement.Parse(await response.Content.ReadAsStringAsync());

        Assert.Equal((HttpStatusCode.BadRequest, "HRANA_PROTOBUF_INVALID"), (response.StatusCode, error.GetProperty("code").GetString()));
        Assert.Contains(why, error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Condition_NestedTooDeep_IsRefused()
    {
        var database = await server.CreateAsync();
        byte[] condition = [];
        for (var i = 0; i < 10_000; i++)
            condition = Message(3, condition);
        var body = Message(2, Message(1, [.. Message(1, condition), .. Message(2, Message(1, "SELECT 1"u8.ToArray()))]));

        using var response = await PostAsync(database, "v3-protobuf/cursor", body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Fields_ThatNobodyKnows_ArePassedOver()
    {
        var database = await server.CreateAsync();
        byte[] unknown = [0xF8, 0x07, 0x01, 0xF9, 0x07, 1, 2, 3, 4, 5, 6, 7, 8, 0xFA, 0x07, 0x01, 0x00, 0xFD, 0x07, 1, 2, 3, 4];

        using var response = await PostAsync(database, "v3-protobuf/pipeline", [.. unknown, .. Execute("SELECT 'known'"), .. unknown]);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("known", Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync()), StringComparison.Ordinal);
        Assert.Equal("application/x-protobuf", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Result_LargerThanAMessage_IsItsStatementsError()
    {
        var database = await server.CreateAsync();

        using var response = await PostAsync(database, "v3-protobuf/pipeline", [.. Execute(MillionRows), .. Execute("SELECT 'goes on'")]);
        var body = Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync());

        Assert.Contains("RESPONSE_TOO_LARGE", body, StringComparison.Ordinal);
        Assert.Contains("goes on", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pipeline_OfManyLargeResults_IsSentAsTheyCome()
    {
        var database = await server.CreateAsync();
        await database.ScalarAsync("SELECT 1");
        var before = server.PeakMemory();
        byte[] body = [.. Enumerable.Repeat(Execute("SELECT zeroblob(1500000)"), 100).SelectMany(b => b)];

        using var response = await PostAsync(database, "v3-protobuf/pipeline", body);

        Assert.InRange(await LengthAsync(response), 150_000_000, 150_100_000);
        AssertGrowth(before);
    }

    [Fact]
    public async Task Cursor_OfAMillionRows_IsStreamedInBoundedMemory()
    {
        var database = await server.CreateAsync();
        await database.ScalarAsync("SELECT 1");
        var before = server.PeakMemory();

        using var response = await PostAsync(database, "v3-protobuf/cursor", Message(2, Message(1, Message(2, Message(1, Encoding.UTF8.GetBytes(MillionRows))))));

        Assert.InRange(await LengthAsync(response), 55_000_000, 70_000_000);
        AssertGrowth(before);
    }

    [Theory]
    [InlineData(5, "12040801100A")]
    [InlineData(-5, "120408011009")]
    public async Task Cursor_OfAnInsert_EndsItsStepWithCountAndRowid(int rowid, string entry)
    {
        var database = await server.CreateAsync();
        await database.RunAsync("CREATE TABLE t (id INTEGER PRIMARY KEY)");

        using var response = await PostAsync(database, "v3-protobuf/cursor", Message(2, Message(1, Message(2, Message(1, Encoding.UTF8.GetBytes($"INSERT INTO t VALUES ({rowid})"))))));

        // One row, and a sint64, after the entry's own length.
        Assert.EndsWith("06" + entry, Convert.ToHexString(await response.Content.ReadAsByteArrayAsync()), StringComparison.Ordinal);
        Assert.Equal("application/octet-stream", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task TextMessage_InProtobuf_ClosesTheConnection()
    {
        var database = await server.CreateAsync();
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("hrana3-protobuf");
        await socket.ConnectAsync(new Uri(database.Url("ws")), CancellationToken.None);

        await socket.SendAsync("{}"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        var received = await socket.ReceiveAsync(new byte[100], CancellationToken.None);

        Assert.Equal((WebSocketMessageType.Close, WebSocketCloseStatus.ProtocolError), (received.MessageType, socket.CloseStatus));
    }

    private static byte[] Execute(string sql) => Message(2, Message(2, Message(1, Message(1, Encoding.UTF8.GetBytes(sql)))));

    private static byte[] Message(int field, byte[] content)
    {
        List<byte> length = [];
        var rest = content.Length;
        for (; rest >= 0x80; rest >>= 7)
            length.Add((byte)(rest | 0x80));
        return [(byte)((field << 3) | 2), .. length, (byte)rest, .. content];
    }

    private static async Task<HttpResponseMessage> PostAsync(LibSqlDatabase database, string path, byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, database.Path + path) { Content = new ByteArrayContent(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", database.Token);
        return await database.Server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private static async Task<long> LengthAsync(HttpResponseMessage response)
    {
        await using var body = await response.Content.ReadAsStreamAsync();
        var buffer = ArrayPool<byte>.Shared.Rent(1024 * 1024);
        var bytes = 0L;
        while (await body.ReadAsync(buffer) is > 0 and var read)
            bytes += read;
        ArrayPool<byte>.Shared.Return(buffer);
        return bytes;
    }

    private void AssertGrowth(long before)
    {
        var growth = server.PeakMemory() - before;
        Assert.True(growth < 48 * 1024 * 1024, $"The server grew by {growth / 1024 / 1024} MiB.");
    }

    /// <summary>Its messages, and results that can't be sent in parts, are small, because tests reach them.</summary>
    public sealed class SmallMessages() : LibSqlServer(("LibSql__Limits__MaxMessageBytes", $"{2 * 1024 * 1024}"));
}
