using System.Net;
using System.Threading.RateLimiting;

namespace DeployMcp.Server.OAuth.Clients;

/// <summary>
/// How often one address may register a client or have a document fetched: <c>OAuth:RegistrationsPerMinute</c>, 20 unless set.
/// IPv6 addresses count by their /64, which one machine has to itself.
/// </summary>
internal sealed class RegistrationLimit(IConfiguration configuration) : IDisposable
{
    private readonly PartitionedRateLimiter<IPAddress> _limiter = NewLimiter(configuration.GetValue("OAuth:RegistrationsPerMinute", 20));

    /// <summary>How long to wait; null when it may go on.</summary>
    public TimeSpan? Take(IPAddress? from)
    {
        using var lease = _limiter.AttemptAcquire(NetworkOf(from ?? IPAddress.None));
        return lease.IsAcquired ? null : lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromMinutes(1);
    }

    public void Dispose() => _limiter.Dispose();

    private static PartitionedRateLimiter<IPAddress> NewLimiter(int perMinute)
        => PartitionedRateLimiter.Create<IPAddress, IPAddress>(from => RateLimitPartition.GetFixedWindowLimiter(
            from, _ => new FixedWindowRateLimiterOptions { PermitLimit = perMinute, Window = TimeSpan.FromMinutes(1), QueueLimit = 0 }));

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
