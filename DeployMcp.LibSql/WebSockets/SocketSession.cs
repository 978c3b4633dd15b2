using System.Net.WebSockets;
using System.Text.Json;
using DeployMcp.LibSql.Configuration;
using DeployMcp.LibSql.Databases;
using DeployMcp.LibSql.Hrana;
using DeployMcp.LibSql.Hrana.Json;
using DeployMcp.LibSql.Tokens;

namespace DeployMcp.LibSql.WebSockets;

/// <summary>One connection (Hrana 3, "Hrana over WebSocket"): lets the client in and hands its requests on.</summary>
internal sealed class SocketSession(MessageSocket socket, string name, DatabaseRegistry databases, TokenService tokens, LibSqlSettings settings) : IDisposable
{
    /// <summary>Requests that may wait for their answers; beyond, nothing more is read from the client.</summary>
    private const int MostOutstanding = 64;

    private static readonly TimeSpan HelloTimeout = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _outstanding = new(MostOutstanding, MostOutstanding);
    private TokenClaims? _claims;

    /// <summary>Until the client closes the connection, breaks the protocol, or isn't let in.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var streams = new SocketStreams(settings.Limits.MaxMessageBytes, ReplyAsync, CurrentDatabase);
        stop.CancelAfter(HelloTimeout);
        try
        {
            while (await socket.ReceiveAsync(stop.Token) is { } message)
            {
                if (!await HandleAsync(Read(message), streams, stop.Token))
                    return;
                stop.CancelAfter(Timeout.InfiniteTimeSpan);
            }

            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", stop.Token);
        }
        catch (HranaRefusedException e)
        {
            var status = e.Status == StatusCodes.Status413PayloadTooLarge ? WebSocketCloseStatus.MessageTooBig : WebSocketCloseStatus.ProtocolError;
            await socket.CloseAsync(status, e.Message, stop.Token);
        }
        finally
        {
            await stop.CancelAsync();
            await streams.CloseAsync();
        }
    }

    public void Dispose() => _outstanding.Dispose();

    private static ClientMessage Read(ReadOnlyMemory<byte> message)
    {
        try
        {
            using var document = JsonDocument.Parse(message);
            return ClientMessage.Read(document.RootElement);
        }
        catch (JsonException e)
        {
            throw JsonInput.Malformed(e.Message);
        }
    }

    /// <returns>Whether to go on.</returns>
    private async Task<bool> HandleAsync(ClientMessage message, SocketStreams streams, CancellationToken cancellationToken)
    {
        if (message is ClientMessage.Hello { Jwt: var jwt })
            return await GreetAsync(jwt, cancellationToken);
        if (_claims is null)
            throw new HranaRefusedException("HRANA_NO_HELLO", "Received a request before hello message");
        var request = (ClientMessage.Request)message;
        await _outstanding.WaitAsync(cancellationToken);
        streams.Handle(request.Id, request.Body, cancellationToken);
        return true;
    }

    private async Task<bool> GreetAsync(string? jwt, CancellationToken cancellationToken)
    {
        try
        {
            databases.TryGet(name, out var database);
            _claims = tokens.Check(jwt, name, database);
            socket.MaxMessageBytes = settings.Limits.MaxRequestBytes;
            await socket.SendAsync("{\"type\":\"hello_ok\"}"u8.ToArray(), cancellationToken);
            return true;
        }
        catch (HranaRefusedException e)
        {
            using var output = new JsonOutput(drain: null, settings.Limits.MaxMessageBytes);
            output.Raw("{\"type\":\"hello_error\",\"error\":"u8);
            JsonValues.Error(output, e.Error);
            output.Raw("}"u8);
            await socket.SendAsync(output.Rest, cancellationToken);
            await socket.CloseAsync(WebSocketCloseStatus.PolicyViolation, e.Message, cancellationToken);
            return false;
        }
    }

    /// <summary>The token may have expired or been revoked since the hello.</summary>
    private (Database Database, TokenAccess Access) CurrentDatabase()
    {
        databases.TryGet(name, out var database);
        tokens.Check(_claims!, name, database);
        return (database!, _claims!.Permits);
    }

    private async Task ReplyAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        _outstanding.Release();
        await socket.SendAsync(message, cancellationToken);
    }
}
