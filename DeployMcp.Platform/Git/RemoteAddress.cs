using System.Net;
using System.Net.Sockets;
using DeployMcp.Platform.Network;

namespace DeployMcp.Platform.Git;

/// <summary>
/// Keeps clone URLs from reaching into the platform's own network. The host is resolved once, every address is checked, and
/// git is pinned to them, so that a name which resolves to something else a moment later leads nowhere new. Redirects are
/// not followed.
/// </summary>
internal sealed class RemoteAddress(SourceOptions options)
{
    /// <summary>The setting that pins git to the host's checked addresses.</summary>
    /// <exception cref="DeployMcp.Domain.Failures.DeploymentFailureException">repo_not_found: no such host, or one that may not be reached.</exception>
    public async Task<KeyValuePair<string, string>> PinAsync(Uri url, CancellationToken cancellationToken)
    {
        var addresses = await ResolveAsync(url, cancellationToken);
        if (!options.AllowPrivateAddresses && !Array.TrueForAll(addresses, PublicInternet.Has))
        {
            throw GitFailures.RepoNotFound($"The host {url.Host} is not on the public internet.", null);
        }

        var joined = string.Join(',', addresses.Select(a => a.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{a}]" : a.ToString()));
        return new("http.curloptResolve", $"{url.IdnHost}:{url.Port}:{joined}");
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
