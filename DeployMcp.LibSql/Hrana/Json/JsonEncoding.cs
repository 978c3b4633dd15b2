using System.Net.WebSockets;
using System.Text.Json;

namespace DeployMcp.LibSql.Hrana.Json;

/// <summary>JSON (RFC 8259), which every version has.</summary>
internal sealed class JsonEncoding : IHranaEncoding
{
    public static JsonEncoding Instance { get; } = new();

    public string PipelineContentType => "application/json";

    public string CursorContentType => "text/plain";

    public WebSocketMessageType MessageType => WebSocketMessageType.Text;

    public Task<PipelineRequest> ReadPipelineAsync(Stream body, CancellationToken cancellationToken) => ReadAsync(body, JsonRequests.Pipeline, cancellationToken);

    public Task<CursorRequest> ReadCursorAsync(Stream body, CancellationToken cancellationToken) => ReadAsync(body, JsonRequests.Cursor, cancellationToken);

    public ClientMessage ReadMessage(ReadOnlyMemory<byte> message)
    {
        try
        {
            using var document = JsonDocument.Parse(message);
            return JsonMessages.Message(document.RootElement);
        }
        catch (JsonException e)
        {
            throw JsonInput.Malformed(e.Message);
        }
    }

    public IHttpWriter ForHttp(OutputDrain drain, int limit, int largestResult) => new JsonHttpWriter(new JsonOutput(drain, limit));

    public ISocketWriter ForSocket(int limit) => new JsonSocketWriter(new JsonOutput(drain: null, limit));

    private static async Task<T> ReadAsync<T>(Stream body, Func<JsonElement, T> read, CancellationToken cancellationToken)
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
            return read(document.RootElement);
        }
        catch (JsonException e)
        {
            throw JsonInput.Malformed(e.Message);
        }
    }
}
