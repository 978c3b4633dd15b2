using System.Net;
using System.Net.Sockets;

namespace DeployMcp.Platform.Git;

/// <summary>
/// Keeps clone URLs from reaching into the platform's own network. The host is resolved once, every address is checked, and
/// git is pinned to them, so that a name which resolves to something else a moment later leads nowhere new. Redirects are
/// not followed.
/// </summary>
internal sealed class RemoteAddress(SourceOptions options)
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

    /// <summary>The setting that pins git to the host's checked addresses.</summary>
    /// <exception cref="DeployMcp.Domain.Failures.DeploymentFailureException">repo_not_found: no such host, or one that may not be reached.</exception>
    public async Task<KeyValuePair<string, string>> PinAsync(Uri url, CancellationToken cancellationToken)
    {
        var addresses = await ResolveAsync(url, cancellationToken);
        if (!options.AllowPrivateAddresses && !Array.TrueForAll(addresses, IsPublic))
        {
            throw GitFailures.RepoNotFound($"The host {url.Host} is not on the public internet.", null);
        }

        var joined = string.Join(',', addresses.Select(a => a.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{a}]" : a.ToString()));
        return new("http.curloptResolve", $"{url.IdnHost}:{url.Port}:{joined}");
    }

    internal static bool IsPublic(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.AddressFamily == AddressFamily.InterNetwork
            ? !Array.Exists(Private, n => n.Contains(plain))
            : GlobalUnicast.Contains(plain) && !Array.Exists(NotPlain, n => n.Contains(plain));
    }

    private static async Task<IPAddress[]> ResolveAsync(Uri url, CancellationToken cancellationToken)
    {
        try
        {
            return await Dns.GetHostAddressesAsync(url.IdnHost.Trim('[', ']'), cancellationToken);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData)
        {
            throw GitFailures.RepoNotFound($"There is no host {url.Host}.", null);
        }
        catch (SocketException e)
        {
            throw new GitUnavailableException($"The host {url.Host} can't be resolved at the moment: {e.Message}");
        }
    }
}
