using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using DeployMcp.Agent.Configuration;
using Microsoft.AspNetCore.Connections;

namespace DeployMcp.Agent.Edge.Listening;

/// <summary>
/// The edge's listening sockets, which outlive the agent: those of a killed agent are taken over with the connections that wait
/// in them, so that whoever connects while the agent restarts is served late instead of refused.
/// </summary>
internal sealed partial class EdgeSockets(AgentSettings settings, IHostApplicationLifetime application, ILogger<EdgeSockets> logger)
    : IHostedService, IDisposable
{
    private const int Backlog = 4096;

    private readonly Dictionary<IPEndPoint, Socket> _sockets = [];
    private SocketKeeper? _keeper;

    public static IEnumerable<IPEndPoint> EndPointsOf(EdgeSettings edge)
    {
        if (edge.Address.Length > 0)
            return [new IPEndPoint(IPAddress.Parse(edge.Address), edge.Port)];

        var hasIPv6Loopback = Socket.OSSupportsIPv6 && NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Any(unicast => unicast.Address.Equals(IPAddress.IPv6Loopback));
        IPAddress[] loopback = hasIPv6Loopback ? [IPAddress.Loopback, IPAddress.IPv6Loopback] : [IPAddress.Loopback];
        return loopback.Select(address => new IPEndPoint(address, edge.Port));
    }

    /// <summary>The server's, in place of one that it would bind itself; null for an endpoint that isn't the edge's.</summary>
    public Socket? Find(EndPoint endPoint) => endPoint is IPEndPoint ip ? _sockets.GetValueOrDefault(ip) : null;

    /// <summary>Before any service is launched: none of them may inherit what is handed to the keeper.</summary>
    /// <exception cref="IOException">The port is taken by somebody else.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var old = SocketKeeper.FindOf(settings.InstanceId);
        foreach (var endPoint in EndPointsOf(settings.Edge))
        {
            if (old?.TryTake(endPoint) is { } kept)
            {
                TakenOver(logger, endPoint);
                _sockets[endPoint] = kept;
            }
        }

        var missing = EndPointsOf(settings.Edge).Where(endPoint => !_sockets.ContainsKey(endPoint)).ToList();
        if (missing.Count > 0)
        {
            if (old is not null)
                await old.EndAsync();

            missing.ForEach(endPoint => _sockets[endPoint] = Bind(endPoint));
        }

        _keeper = SocketKeeper.Start(settings.InstanceId, _sockets.Values);
        if (missing.Count == 0 && old is not null)
            await old.EndAsync();

        // When it ends on purpose nobody shall wait for it.
        application.ApplicationStopping.Register(() => _keeper?.EndAsync().GetAwaiter().GetResult());
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        foreach (var socket in _sockets.Values)
        {
            socket.Dispose();
        }
    }

    private static Socket Bind(IPEndPoint endPoint)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(endPoint);
            socket.Listen(Backlog);
            return socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw e.SocketErrorCode == SocketError.AddressAlreadyInUse
                ? new IOException($"Failed to bind to address http://{endPoint}: address already in use.", new AddressInUseException(e.Message, e))
                : e;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Took over the listening socket {EndPoint} of the agent before this one")]
    private static partial void TakenOver(ILogger logger, IPEndPoint endPoint);
}
