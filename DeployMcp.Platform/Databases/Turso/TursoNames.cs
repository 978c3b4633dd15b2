using System.Buffers;
using DeployMcp.Domain.Identity;

namespace DeployMcp.Platform.Databases.Turso;

/// <summary>
/// Names of databases at Turso: the installation's prefix, a hyphen, and the resource's id in base32 (RFC 4648, lower case, without
/// padding). No two resources and no two prefixes give the same name. At most 32 characters: Turso has allowed 32 and now allows 64, and
/// the name is also a part of a host name.
/// </summary>
internal sealed class TursoNames(string prefix)
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    private const int BitsPerCharacter = 5;
    private const int IdLength = 26;
    private static readonly SearchValues<char> Characters = SearchValues.Create(Alphabet);

    public string Of(ResourceId id) => $"{prefix}-{Encode(id.Value)}";

    /// <summary>Whether this installation gave the name.</summary>
    public bool IsOurs(string name)
        => name.Length == prefix.Length + 1 + IdLength
            && name.StartsWith(prefix, StringComparison.Ordinal)
            && name[prefix.Length] == '-'
            && name.AsSpan(prefix.Length + 1).IndexOfAnyExcept(Characters) < 0;

    private static string Encode(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        Span<char> text = stackalloc char[IdLength];
        for (var i = 0; i < IdLength; i++)
        {
            var bit = i * BitsPerCharacter;
            var pair = (bytes[bit / 8] << 8) | (bit / 8 + 1 < bytes.Length ? bytes[(bit / 8) + 1] : 0);
            text[i] = Alphabet[(pair >> (16 - BitsPerCharacter - (bit % 8))) & 31];
        }

        return new string(text);
    }
}
