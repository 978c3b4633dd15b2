using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace DeployMcp.AppHost.Settings;

/// <summary>
/// Apps in containers reach this machine by the address of Docker's bridge, which nobody from outside of it does. Docker that comes
/// later is seen at the next start.
/// </summary>
internal static class ContainerBridge
{
    private const string Interface = "docker0";

    /// <summary>Loopback and, where there is one, Docker's bridge; separated by commas.</summary>
    public static string ListenAddresses() => string.Join(',', Bridges().Prepend("127.0.0.1"));

    private static IEnumerable<string> Bridges() =>
        from network in NetworkInterface.GetAllNetworkInterfaces()
        where network.Name == Interface
        from address in network.GetIPProperties().UnicastAddresses
        where address.Address.AddressFamily == AddressFamily.InterNetwork
        select address.Address.ToString();
}
