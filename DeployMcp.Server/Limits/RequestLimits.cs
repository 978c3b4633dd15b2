using System.Net;
using DeployMcp.Domain.Identity;

namespace DeployMcp.Server.Limits;

/// <summary>A limit that a request met.</summary>
/// <param name="Name">As it is named in the answer.</param>
/// <param name="Setting">Its name under <c>Limits</c>.</param>
public sealed record ExceededLimit(string Name, string Setting, int PerMinute, TimeSpan RetryAfter);

/// <summary>More requests than one key or address may make.</summary>
public sealed class LimitExceededException(ExceededLimit limit) : Exception($"The limit {limit.Name} is exceeded.")
{
    public ExceededLimit Limit { get; } = limit;
}

/// <summary>Which requests are still taken, by key and by address. In this process: behind a load balancer each has its own.</summary>
public sealed class RequestLimits(LimitSettings settings, TimeProvider time)
{
    private readonly TokenBuckets<ApiKeyId> _keys = new(settings.RequestsPerMinutePerKey, time);
    private readonly TokenBuckets<AddressKey> _addresses = new(settings.RequestsPerMinutePerAddress, time);
    private readonly TokenBuckets<AddressKey> _keyChecks = new(settings.KeyChecksPerMinutePerAddress, time);
    private readonly TokenBuckets<AddressKey> _signIns = new(settings.SignInsPerMinutePerAddress, time);

    /// <summary>Null when the request is taken.</summary>
    public ExceededLimit? Take(ApiKeyId key)
        => _keys.TryTake(key, out var wait) ? null : new("requests per key", nameof(LimitSettings.RequestsPerMinutePerKey), settings.RequestsPerMinutePerKey, wait);

    /// <summary>The same for one without a good key.</summary>
    public ExceededLimit? Take(IPAddress? address)
        => _addresses.TryTake(AddressKey.Of(address), out var wait)
            ? null
            : new("requests without a key per address", nameof(LimitSettings.RequestsPerMinutePerAddress), settings.RequestsPerMinutePerAddress, wait);

    public ExceededLimit? TakeSignIn(IPAddress? address)
        => _signIns.TryTake(AddressKey.Of(address), out var wait)
            ? null
            : new("sign-ins per address", nameof(LimitSettings.SignInsPerMinutePerAddress), settings.SignInsPerMinutePerAddress, wait);

    /// <summary>Before a key is looked up and hashed.</summary>
    /// <exception cref="LimitExceededException">Too many came from there.</exception>
    public void RequireKeyCheck(string? from)
    {
        var address = from is not null && IPAddress.TryParse(from, out var parsed) ? parsed : null;
        if (!_keyChecks.TryTake(AddressKey.Of(address), out var wait))
        {
            throw new LimitExceededException(
                new("keys tried per address", nameof(LimitSettings.KeyChecksPerMinutePerAddress), settings.KeyChecksPerMinutePerAddress, wait));
        }
    }
}
