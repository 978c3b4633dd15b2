using System.Net.WebSockets;

namespace DeployMcp.LibSql.Hrana;

/// <summary>How the protocol's structures are written as bytes (Hrana 3, "Encoding").</summary>
internal interface IHranaEncoding
{
    string PipelineContentType { get; }

    string CursorContentType { get; }

    /// <summary>Of every message over WebSocket.</summary>
    WebSocketMessageType MessageType { get; }

    /// <exception cref="HranaRefusedException">It can't be understood.</exception>
    Task<PipelineRequest> ReadPipelineAsync(Stream body, CancellationToken cancellationToken);

    /// <exception cref="HranaRefusedException">It can't be understood.</exception>
    Task<CursorRequest> ReadCursorAsync(Stream body, CancellationToken cancellationToken);

    /// <exception cref="HranaRefusedException">It can't be understood.</exception>
    ClientMessage ReadMessage(ReadOnlyMemory<byte> message);

    /// <param name="drain">Takes what is written when it exceeds <paramref name="limit"/>.</param>
    /// <param name="limit">Bytes that are kept before they are sent.</param>
    /// <param name="largestResult">Bytes of one result, where the encoding can't send a part of it.</param>
    IHttpWriter ForHttp(OutputDrain drain, int limit, int largestResult);

    /// <param name="limit">Bytes of the message, beyond which its request fails.</param>
    ISocketWriter ForSocket(int limit);
}
