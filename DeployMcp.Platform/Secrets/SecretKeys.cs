using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;

namespace DeployMcp.Platform.Secrets;

/// <summary>The keys of the section <c>Secrets</c>: new values take the current one, the older ones still decrypt.</summary>
public sealed class SecretKeys
{
    private const int KeySize = 32;

    private readonly Dictionary<string, byte[]> _keys;

    private SecretKeys(string currentId, Dictionary<string, byte[]> keys)
    {
        CurrentId = currentId;
        _keys = keys;
    }

    public string CurrentId { get; }

    internal byte[] Current => _keys[CurrentId];

    /// <exception cref="InvalidOperationException">One sentence that says which setting is wrong and how it is mended.</exception>
    public static SecretKeys Read(IConfiguration configuration)
    {
        var section = configuration.GetSection("Secrets");
        var keys = section.GetSection("Keys").GetChildren().ToDictionary(k => k.Key, k => Decode(k.Key, k.Value), StringComparer.OrdinalIgnoreCase);
        var current = section["CurrentKeyId"];
        if (string.IsNullOrEmpty(current) || !keys.ContainsKey(current))
        {
            throw new InvalidOperationException(
                "Secrets:CurrentKeyId must name a key in Secrets:Keys. Make one with 'openssl rand -base64 32' and set Secrets:Keys:k1 to it and Secrets:CurrentKeyId to k1.");
        }

        return new SecretKeys(current, keys);
    }

    internal byte[] Find(string keyId)
        => _keys.GetValueOrDefault(keyId)
            ?? throw new CryptographicException($"The key '{keyId}' is not configured: add it back as Secrets:Keys:{keyId}.");

    private static byte[] Decode(string id, string? text)
    {
        var key = new byte[KeySize + 1];
        return Convert.TryFromBase64String(text ?? "", key, out var length) && length == KeySize
            ? key[..KeySize]
            : throw new InvalidOperationException($"Secrets:Keys:{id} must be 32 bytes as base64: make it with 'openssl rand -base64 32'.");
    }
}
