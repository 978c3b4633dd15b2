using System.Net;
using System.Net.Sockets;

namespace DeployMcp.Platform.Network;

/// <summary>Which addresses a URL that a stranger gave may lead to: those of the public internet, never the platform's own network.</summary>
public static class PublicInternet
{
    private static readonly IPNetwork[] Private =
    [
        IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("100.64.0.0/10"), IPNetwork.Parse("127.0.0.0/8"),
        IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.0.0.0/24"), IPNetwork.Parse("192.0.2.0/24"),
        IPNetwork.Parse("192.88.99.0/24"), IPNetwork.Parse("192.168.0.0/16"), IPNetwork.Parse("198.18.0.0/15"), IPNetwork.Parse("198.51.100.0/24"),
        IPNetwork.Parse("203.0.113.0/24"), IPNetwork.Parse("224.0.0.0/3"),
    ];

    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    /// <summary>Tunnels and translations that carry an IPv4 address (RFC 3056, 4380, 6052), and addresses for documentation.</summary>
    private static readonly IPNetwork[] NotPlain =
        [IPNetwork.Parse("2002::/16"), IPNetwork.Parse("2001::/23"), IPNetwork.Parse("2001:db8::/32"), IPNetwork.Parse("3fff::/20")];

    public static bool Has(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.AddressFamily == AddressFamily.InterNetwork
            ? !Array.Exists(Private, n => n.Contains(plain))
            : GlobalUnicast.Contains(plain) && !Array.Exists(NotPlain, n => n.Contains(plain));
    }
}
