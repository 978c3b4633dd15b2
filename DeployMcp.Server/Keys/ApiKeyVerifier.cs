using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using DeployMcp.Data.Keys;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Security;
using DeployMcp.Server.Auth;
using DeployMcp.Server.Limits;

namespace DeployMcp.Server.Keys;

/// <summary>
/// Verifies a key on every request. Verified ones are remembered for <see cref="MaxAge"/> under their SHA-256, and only
/// while <see cref="RevocationListener"/> hears of revocations; when it does not, each request looks at the key's row.
/// </summary>
public sealed class ApiKeyVerifier(ApiKeyStore store, TimeProvider time, RequestLimits limits)
{
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(60);

    /// <summary>bcrypt costs some 50 ms of the database's CPU: guessing must not take all of it.</summary>
    private const int MaxConcurrentHashes = 2;

    private readonly ConcurrentDictionary<KeyDigest, Remembered> _remembered = new();
    private readonly ConcurrentDictionary<KeyDigest, Lazy<Task<CallerPrincipal?>>> _underWay = new();
    private readonly SemaphoreSlim _hashing = new(MaxConcurrentHashes);
    private long _revocations;
    private volatile bool _hearsRevocations;

    /// <summary>The caller whose live key <paramref name="key"/> is, or null.</summary>
    /// <param name="from">The address that it came from.</param>
    /// <exception cref="LimitExceededException">The key is not remembered, and too many such came from there.</exception>
    public async ValueTask<CallerPrincipal?> VerifyAsync(Sensitive key, string? from, CancellationToken cancellationToken)
    {
        var digest = KeyDigest.Of(key);
        if (!_remembered.TryGetValue(digest, out var known) || IsOver(known))
        {
            return await VerifyOnceAsync(digest, key, from, cancellationToken);
        }

        if (_hearsRevocations || await store.IsLiveAsync(known.Key))
        {
            return known.Principal;
        }

        _remembered.TryRemove(digest, out _);
        return null;
    }

    /// <summary>Whether revocations are heard from now on. What was missed in between can't be known, so all is forgotten.</summary>
    public void SetHearsRevocations(bool hears)
    {
        _hearsRevocations = hears;
        Interlocked.Increment(ref _revocations);
        _remembered.Clear();
    }

    public void Forget(ApiKeyId id)
    {
        Interlocked.Increment(ref _revocations);
        foreach (var (digest, remembered) in _remembered)
        {
            if (remembered.Key == id)
            {
                _remembered.TryRemove(digest, out _);
            }
        }
    }

    /// <summary>Requests that bring the same key at the same time share one verification.</summary>
    private async Task<CallerPrincipal?> VerifyOnceAsync(KeyDigest digest, Sensitive key, string? from, CancellationToken cancellationToken)
    {
        if (!_underWay.ContainsKey(digest))
        {
            limits.RequireKeyCheck(from);
        }

        return await _underWay.GetOrAdd(digest, d => new Lazy<Task<CallerPrincipal?>>(() => HashAsync(d, key, from))).Value.WaitAsync(cancellationToken);
    }

    private async Task<CallerPrincipal?> HashAsync(KeyDigest digest, Sensitive key, string? from)
    {
        var revocations = Interlocked.Read(ref _revocations);
        await _hashing.WaitAsync();
        try
        {
            if (await store.VerifyAsync(key, from) is not { } verified)
            {
                return null;
            }

            var principal = new CallerPrincipal(new Caller(verified.UserId, verified.Id, verified.Scope, verified.Project), ApiKeyAuthenticationHandler.SchemeName);
            Remember(digest, new Remembered(verified.Id, principal, time.GetTimestamp(), verified.ExpiresAt), revocations);
            return principal;
        }
        finally
        {
            _hashing.Release();
            _underWay.TryRemove(digest, out _);
        }
    }

    private void Remember(KeyDigest digest, Remembered verified, long revocations)
    {
        foreach (var (old, remembered) in _remembered)
        {
            if (IsOver(remembered))
            {
                _remembered.TryRemove(old, out _);
            }
        }

        _remembered[digest] = verified;

        // A revocation that came between the look at the row and now has found nothing to forget.
        if (Interlocked.Read(ref _revocations) != revocations)
        {
            _remembered.TryRemove(digest, out _);
        }
    }

    private bool IsOver(Remembered key) => time.GetElapsedTime(key.VerifiedAt) > MaxAge || key.ExpiresAt <= time.GetUtcNow();

    private sealed record Remembered(ApiKeyId Key, CallerPrincipal Principal, long VerifiedAt, DateTimeOffset? ExpiresAt);

    /// <summary>SHA-256 of a key, as a value that compares fast.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct KeyDigest(UInt128 High, UInt128 Low)
    {
        public static KeyDigest Of(Sensitive key)
        {
            Span<byte> text = stackalloc byte[ApiKeyFormat.Length];
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(text[..Encoding.ASCII.GetBytes(key.Reveal(), text)], hash);
            return new KeyDigest(
                BinaryPrimitives.ReadUInt128BigEndian(hash), BinaryPrimitives.ReadUInt128BigEndian(hash[16..]));
        }
    }
}
