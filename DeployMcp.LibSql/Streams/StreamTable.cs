using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using DeployMcp.LibSql.Configuration;
using DeployMcp.LibSql.Databases;
using DeployMcp.LibSql.Hrana;

namespace DeployMcp.LibSql.Streams;

/// <summary>
/// The streams over HTTP that live on between requests. A baton names one and counts its requests; it is signed, and good once.
/// </summary>
internal sealed class StreamTable(LibSqlSettings settings, TimeProvider time)
{
    private const int PayloadBytes = 16;

    /// <summary>How long a stream that expired is told from one that never was.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(5);

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentDictionary<long, Entry> _entries = new();

    /// <summary>The stream of the baton, or a new one. It is the caller's until <see cref="Release"/> or <see cref="Forget"/>.</summary>
    /// <exception cref="HranaRefusedException">The baton is no good.</exception>
    public HttpStream Acquire(Database database, string? baton)
    {
        if (baton is null)
            return new HttpStream(new SqlStream(database), Random64(), Random64());
        var (id, sequence) = Read(baton);
        if (!_entries.TryGetValue(id, out var entry))
            throw new HranaRefusedException("BATON_INVALID", "Received an invalid baton");
        lock (entry)
        {
            if (entry.Stream.Stream.Database != database)
                throw new HranaRefusedException("BATON_INVALID", "Received an invalid baton: it is of another database's stream");
            if (entry.IsExpired)
                throw new HranaRefusedException("STREAM_EXPIRED", "The stream has expired due to inactivity");
            if (entry.IsAcquired || entry.Stream.Sequence != sequence)
                throw new HranaRefusedException("BATON_REUSED", "Received a baton that has already been used");
            entry.IsAcquired = true;
            return entry.Stream;
        }
    }

    /// <returns>The next baton; null when the stream was closed.</returns>
    public string? Release(HttpStream stream)
    {
        if (stream.Stream.IsClosed)
        {
            _entries.TryRemove(stream.Id, out _);
            return null;
        }

        stream.Sequence++;
        var entry = _entries.GetOrAdd(stream.Id, _ => new Entry(stream));
        lock (entry)
            (entry.IsAcquired, entry.LastUsed) = (false, time.GetTimestamp());
        return Write(stream.Id, stream.Sequence);
    }

    /// <summary>The baton that <see cref="Release"/> is going to return, if the stream isn't closed until then.</summary>
    public string Announce(HttpStream stream) => Write(stream.Id, stream.Sequence + 1);

    /// <summary>Nobody gets at it any more.</summary>
    public void Forget(HttpStream stream) => _entries.TryRemove(stream.Id, out _);

    public void ExpireIdle()
    {
        foreach (var (id, entry) in _entries)
        {
            lock (entry)
            {
                var unused = time.GetElapsedTime(entry.LastUsed);
                if (entry.IsAcquired || unused < settings.Limits.StreamIdleTimeout)
                    continue;
                if (!entry.IsExpired)
                {
                    entry.IsExpired = true;
                    entry.Stream.Stream.CloseIfIdle();
                }
                else if (unused > Remembered)
                {
                    _entries.TryRemove(id, out _);
                }
            }
        }
    }

    private string Write(long id, long sequence)
    {
        Span<byte> baton = stackalloc byte[PayloadBytes + HMACSHA256.HashSizeInBytes];
        BinaryPrimitives.WriteInt64BigEndian(baton, id);
        BinaryPrimitives.WriteInt64BigEndian(baton[8..], sequence);
        HMACSHA256.HashData(_key, baton[..PayloadBytes], baton[PayloadBytes..]);
        return Convert.ToBase64String(baton);
    }

    private (long Id, long Sequence) Read(string text)
    {
        Span<byte> baton = stackalloc byte[PayloadBytes + HMACSHA256.HashSizeInBytes];
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (!Convert.TryFromBase64String(text, baton, out var length) || length != baton.Length)
            throw new HranaRefusedException("BATON_INVALID", "Received an invalid baton");
        HMACSHA256.HashData(_key, baton[..PayloadBytes], expected);
        return CryptographicOperations.FixedTimeEquals(expected, baton[PayloadBytes..])
            ? (BinaryPrimitives.ReadInt64BigEndian(baton), BinaryPrimitives.ReadInt64BigEndian(baton[8..]))
            : throw new HranaRefusedException("BATON_INVALID", "Received an invalid baton");
    }

    private static long Random64() => BinaryPrimitives.ReadInt64BigEndian(RandomNumberGenerator.GetBytes(8));

    private sealed class Entry(HttpStream stream)
    {
        public HttpStream Stream { get; } = stream;

        public bool IsAcquired { get; set; }

        public bool IsExpired { get; set; }

        public long LastUsed { get; set; }
    }
}

/// <param name="Id">Random: it can't be guessed.</param>
internal sealed record HttpStream(SqlStream Stream, long Id, long FirstSequence)
{
    /// <summary>Of the baton that is good now.</summary>
    public long Sequence { get; set; } = FirstSequence;
}
