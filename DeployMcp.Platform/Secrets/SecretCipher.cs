using System.Security.Cryptography;
using System.Text;
using DeployMcp.Domain.Security;

namespace DeployMcp.Platform.Secrets;

/// <summary>
/// Secrets at rest: AES-256-GCM (NIST SP 800-38D) under the current key, with a random nonce of 12 bytes and a tag of 16. What
/// a secret belongs to is authenticated with it, so that a row moved elsewhere doesn't decrypt.
/// </summary>
public sealed class SecretCipher(SecretKeys keys)
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    /// <param name="owner">What the secret belongs to, for example a service's id; the same when decrypting.</param>
    /// <param name="name">For example a variable's name; the same when decrypting.</param>
    public EncryptedValue Encrypt(Guid owner, string name, Sensitive value)
    {
        var plaintext = Encoding.UTF8.GetBytes(value.Reveal());
        var nonce = RandomNumberGenerator.GetBytes(NonceSize);
        var sealedText = new byte[plaintext.Length + TagSize];
        using var aes = new AesGcm(keys.Current, TagSize);
        aes.Encrypt(nonce, plaintext, sealedText.AsSpan(0, plaintext.Length), sealedText.AsSpan(plaintext.Length), Associated(owner, name));
        CryptographicOperations.ZeroMemory(plaintext);
        return new EncryptedValue(keys.CurrentId, nonce, sealedText);
    }

    /// <exception cref="CryptographicException">Another owner or name, a key that is gone, or changed bytes.</exception>
    public Sensitive Decrypt(Guid owner, string name, EncryptedValue value)
    {
        if (value.Nonce.Length != NonceSize || value.Ciphertext.Length < TagSize)
        {
            throw new CryptographicException("This is no encrypted value.");
        }

        var length = value.Ciphertext.Length - TagSize;
        var plaintext = new byte[length];
        using var aes = new AesGcm(keys.Find(value.KeyId), TagSize);
        aes.Decrypt(value.Nonce, value.Ciphertext.AsSpan(0, length), value.Ciphertext.AsSpan(length), plaintext, Associated(owner, name));
        var text = Encoding.UTF8.GetString(plaintext);
        CryptographicOperations.ZeroMemory(plaintext);
        return new Sensitive(text);
    }

    /// <summary>
    /// Tells whether secrets have changed and nothing else of them: HMAC-SHA256 under a key of its own, derived from the current
    /// one (RFC 5869), so that nobody can try values without that key.
    /// </summary>
    /// <param name="owner">The same values of another owner give another digest.</param>
    public string Digest(Guid owner, IEnumerable<KeyValuePair<string, Sensitive>> secrets)
    {
        var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, keys.Current, keys.Current.Length, info: "deploymcp digest"u8.ToArray());
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hash.AppendData(owner.ToByteArray(bigEndian: true));
        foreach (var text in secrets.OrderBy(s => s.Key, StringComparer.Ordinal).SelectMany(s => new[] { s.Key, s.Value.Reveal() }))
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            hash.AppendData(BitConverter.GetBytes(bytes.LongLength));
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The owner's 16 bytes come first, so that no two pairs give the same bytes.</summary>
    private static byte[] Associated(Guid owner, string name) => [.. owner.ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes(name)];
}
