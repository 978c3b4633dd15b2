using System.Net;
using System.Text;
using DeployMcp.Agent.Containers;
using DeployMcp.Agent.Edge;
using DeployMcp.Agent.Edge.Listening;
using DeployMcp.Agent.Logs;
using DeployMcp.Agent.Processes;
using DeployMcp.Agent.Readiness;
using DeployMcp.Agent.Revisions;
using DeployMcp.Agent.State;
using DeployMcp.Agent.StaticSites;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

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
        builder.Services.AddSingleton<EdgeSockets>().AddHostedService(services => services.GetRequiredService<EdgeSockets>());
        builder.Services.AddOptions<SocketTransportOptions>().Configure<EdgeSockets>((sockets, edge) =>
            sockets.CreateBoundListenSocket = endPoint => edge.Find(endPoint) ?? SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint));
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
        foreach (var endPoint in EdgeSockets.EndPointsOf(settings.Edge))
        {
            kestrel.Listen(endPoint, Http1);
        }
    }

    private static void Http1(ListenOptions listen) => listen.Protocols = HttpProtocols.Http1;
}
