using System.Net.WebSockets;

namespace DeployMcp.LibSql.Hrana.Protobuf;

/// <summary>Protobuf (Hrana 3, "Protobuf schema"), by hand: generated messages would hold a whole result before they write it.</summary>
internal sealed class ProtobufEncoding : IHranaEncoding
{
    public static ProtobufEncoding Instance { get; } = new();

    public string PipelineContentType => "application/x-protobuf";

    public string CursorContentType => "application/octet-stream";

    public WebSocketMessageType MessageType => WebSocketMessageType.Binary;

    public async Task<PipelineRequest> ReadPipelineAsync(Stream body, CancellationToken cancellationToken)
        => ProtobufRequests.Pipeline(await ReadAsync(body, cancellationToken));

    public async Task<CursorRequest> ReadCursorAsync(Stream body, CancellationToken cancellationToken)
        => ProtobufRequests.Cursor(await ReadAsync(body, cancellationToken));

    public ClientMessage ReadMessage(ReadOnlyMemory<byte> message) => ProtobufMessages.Message(message.Span);

    public IHttpWriter ForHttp(OutputDrain drain, int limit, int largestResult) => new ProtobufHttpWriter(new ProtobufOutput(drain, limit, largestResult));

    public ISocketWriter ForSocket(int limit) => new ProtobufSocketWriter(new ProtobufOutput(drain: null, limit, limit));

    private static async Task<byte[]> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        await body.CopyToAsync(buffer, cancellationToken);
        return buffer.ToArray();
    }
}
