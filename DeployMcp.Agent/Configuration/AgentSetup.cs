using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text;
using DeployMcp.Agent.Containers;
using DeployMcp.Agent.Edge;
using DeployMcp.Agent.Logs;
using DeployMcp.Agent.Processes;
using DeployMcp.Agent.Readiness;
using DeployMcp.Agent.Revisions;
using DeployMcp.Agent.State;
using DeployMcp.Agent.StaticSites;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace DeployMcp.Agent.Configuration;

/// <summary>What the agent is made of and where it listens.</summary>
internal static class AgentSetup
{
    public static void AddAgent(this WebApplicationBuilder builder, AgentSettings settings)
    {
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, settings));
        // Forwarding never blocks, so going on where the bytes arrived saves each request two changes of thread.
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = settings.StopGrace + TimeSpan.FromSeconds(10));
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton<PortAllocator>();
        builder.Services.AddSingleton(_ => CgroupTree.Find(settings.Cgroup));
        builder.Services.AddSingleton<ProcessLauncher>();
        builder.Services.AddSingleton<ReadinessProbe>();
        builder.Services.AddSingleton<ServiceLogs>();
        builder.Services.AddSingleton<StateFile>();
        builder.Services.AddSingleton<RouteTable>();
        builder.Services.AddSingleton<RevisionRegistry>();
        builder.Services.AddSingleton<RevisionFactory>();
        builder.Services.AddSingleton<EngineClient>();
        builder.Services.AddSingleton<EdgeDispatcher>();
        builder.Services.AddStaticSites();
        builder.Services.AddHostedService<RevisionLifetime>();
        builder.Services.AddHostedService<LogWatch>();
        builder.Services.AddHostedService<MemoryWatch>();
        builder.Services.AddHostedService<ContainerSweep>();
    }

    /// <summary>Everything that comes in by the edge's port is for a service; nothing of the agent's own is reachable there.</summary>
    public static void MapEdge(this WebApplication app, AgentSettings settings)
    {
        var dispatcher = app.Services.GetRequiredService<EdgeDispatcher>();
        app.MapWhen(context => context.Connection.LocalPort == settings.Edge.Port, edge => edge.Run(dispatcher.DispatchAsync));
    }

    private static void Listen(KestrelServerOptions kestrel, AgentSettings settings)
    {
        kestrel.AddServerHeader = false;
        kestrel.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
        kestrel.ResponseHeaderEncodingSelector = _ => Encoding.Latin1;
        // The edge hands on what comes, however large or slow: limits are the service's own business.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Listen(IPAddress.Parse(settings.ApiAddress), settings.ApiPort, Http1);
        foreach (var address in EdgeAddresses(settings.Edge))
        {
            kestrel.Listen(address, settings.Edge.Port, Http1);
        }
    }

    private static IEnumerable<IPAddress> EdgeAddresses(EdgeSettings edge)
    {
        if (edge.Address.Length > 0)
            return [IPAddress.Parse(edge.Address)];

        var hasIPv6Loopback = Socket.OSSupportsIPv6 && NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Any(unicast => unicast.Address.Equals(IPAddress.IPv6Loopback));
        return hasIPv6Loopback ? [IPAddress.Loopback, IPAddress.IPv6Loopback] : [IPAddress.Loopback];
    }

    private static void Http1(ListenOptions listen) => listen.Protocols = HttpProtocols.Http1;
}
