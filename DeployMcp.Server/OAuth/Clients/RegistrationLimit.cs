using System.Net;

namespace DeployMcp.Server.OAuth.Clients;

/// <summary>
/// How often one address may register a client or have a document fetched: <c>OAuth:RegistrationsPerMinute</c>, 20 unless set,
/// in each minute since the first. IPv6 addresses count by their /64, which one machine has to itself.
/// </summary>
internal sealed class RegistrationLimit(IConfiguration configuration, TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly int _perWindow = configuration.GetValue("OAuth:RegistrationsPerMinute", 20);
    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, int> _taken = [];
    private DateTimeOffset _windowEnds;

    /// <summary>How long to wait; null when it may go on.</summary>
    public TimeSpan? Take(IPAddress? from)
    {
        var network = NetworkOf(from ?? IPAddress.None);
        var now = time.GetUtcNow();
        lock (_gate)
        {
            if (now >= _windowEnds)
            {
                _taken.Clear();
                _windowEnds = now + Window;
            }

            var taken = _taken.GetValueOrDefault(network);
            _taken[network] = Math.Min(taken + 1, _perWindow);
            return taken < _perWindow ? null : _windowEnds - now;
        }
    }

    private static IPAddress NetworkOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6 || address.GetAddressBytes() is not { Length: 16 } bytes)
        {
            return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        }

        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
