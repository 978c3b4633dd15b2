using System.Collections.Concurrent;

namespace DeployMcp.Server.Limits;

/// <summary>
/// A token bucket for each key or address, as the generic cell rate algorithm (ITU-T I.371): one number for each, the moment when
/// its bucket will be full again. So there is nothing to replenish and no timer, and a take is one compare-and-swap. At most
/// <see cref="MaxBuckets"/> are kept: full ones are dropped when room is needed, and who finds none shares one with the others.
/// </summary>
/// <param name="perMinute">The bucket's size, and what comes back in a minute; 0 for no limit.</param>
public sealed class TokenBuckets<TKey>(int perMinute, TimeProvider time)
    where TKey : notnull
{
    /// <summary>Some 10 MB.</summary>
    public const int MaxBuckets = 100_000;

    private readonly ConcurrentDictionary<TKey, Bucket> _buckets = new();
    private readonly Bucket _shared = new();
    private readonly long _interval = perMinute == 0 ? 0 : Math.Max(1, time.TimestampFrequency * 60 / perMinute);
    private readonly Lock _sweeping = new();
    private int _count;
    private long _swept = long.MinValue;

    /// <summary>Takes one; otherwise says after how long there will be one.</summary>
    public bool TryTake(TKey key, out TimeSpan retryAfter)
    {
        retryAfter = TimeSpan.Zero;
        if (_interval == 0)
        {
            return true;
        }

        var now = time.GetTimestamp();
        return Of(key, now).TryTake(now, _interval, _interval * (perMinute - 1), out var wait) || Refuse(wait, out retryAfter);
    }

    private bool Refuse(long wait, out TimeSpan retryAfter)
    {
        retryAfter = TimeSpan.FromSeconds((double)wait / time.TimestampFrequency);
        return false;
    }

    private Bucket Of(TKey key, long now)
    {
        if (_buckets.TryGetValue(key, out var known))
        {
            return known;
        }

        if (Volatile.Read(ref _count) >= MaxBuckets && !Sweep(now))
        {
            return _shared;
        }

        var mine = new Bucket();
        var bucket = _buckets.GetOrAdd(key, mine);
        if (bucket == mine)
        {
            Interlocked.Increment(ref _count);
        }

        return bucket;
    }

    /// <summary>Drops the full ones, at most once in a second; whether there is room now.</summary>
    private bool Sweep(long now)
    {
        lock (_sweeping)
        {
            if (_swept == long.MinValue || now - _swept > time.TimestampFrequency)
            {
                _swept = now;
                foreach (var (key, bucket) in _buckets)
                {
                    if (bucket.IsFull(now) && _buckets.TryRemove(key, out _))
                        Interlocked.Decrement(ref _count);
                }
            }
        }

        return Volatile.Read(ref _count) < MaxBuckets;
    }

    private sealed class Bucket
    {
        private long _fullAt;

        public bool IsFull(long now) => Volatile.Read(ref _fullAt) <= now;

        public bool TryTake(long now, long interval, long tolerance, out long wait)
        {
            while (true)
            {
                var known = Volatile.Read(ref _fullAt);
                var fullAt = Math.Max(known, now);
                wait = fullAt - now - tolerance;
                if (wait > 0)
                {
                    return false;
                }

                if (Interlocked.CompareExchange(ref _fullAt, fullAt + interval, known) == known)
                {
                    return true;
                }
            }
        }
    }
}
