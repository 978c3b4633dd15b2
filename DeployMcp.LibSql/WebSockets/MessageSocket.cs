using System.Buffers;
using System.Net.WebSockets;
using DeployMcp.LibSql.Hrana;

namespace DeployMcp.LibSql.WebSockets;

/// <summary>Whole text messages over a WebSocket (RFC 6455); sent from any thread, one at a time.</summary>
internal sealed class MessageSocket(WebSocket socket) : IDisposable
{
    private const int LongestReason = 120;
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly ArrayBufferWriter<byte> _message = new(4096);

    /// <summary>The largest message that is taken: a small one, until the client has been let in.</summary>
    public int MaxMessageBytes { get; set; } = 16 * 1024;

    /// <returns>The next message, good until the one after it; null when the peer closes.</returns>
    /// <exception cref="HranaRefusedException">It is no text, or too long.</exception>
    public async Task<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancellationToken)
    {
        const int Piece = 16 * 1024;
        _message.ResetWrittenCount();
        while (true)
        {
            var received = await socket.ReceiveAsync(_message.GetMemory(Piece), cancellationToken);
            if (received.MessageType == WebSocketMessageType.Close)
                return null;
            if (received.MessageType == WebSocketMessageType.Binary)
                throw new HranaRefusedException("HRANA_BINARY_MESSAGE", "Received a binary message, which this encoding doesn't have");
            _message.Advance(received.Count);
            if (_message.WrittenCount > MaxMessageBytes)
                throw new HranaRefusedException(StatusCodes.Status413PayloadTooLarge, "REQUEST_TOO_LARGE", $"A message may have {MaxMessageBytes} bytes");
            if (received.EndOfMessage)
                return _message.WrittenMemory;
        }
    }

    public async Task SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
        }
        finally
        {
            _sending.Release();
        }
    }

    public async Task CloseAsync(WebSocketCloseStatus status, string reason, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await socket.CloseOutputAsync(status, reason.Length > LongestReason ? reason[..LongestReason] : reason, cancellationToken);
        }
        finally
        {
            _sending.Release();
        }
    }

    public void Dispose() => _sending.Dispose();
}
