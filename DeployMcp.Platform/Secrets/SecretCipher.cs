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

    /// <param name="context">For example the service's id and the variable's name: the same when decrypting.</param>
    public EncryptedValue Encrypt(Sensitive value, params ReadOnlySpan<string> context)
    {
        var plaintext = Encoding.UTF8.GetBytes(value.Reveal());
        var nonce = RandomNumberGenerator.GetBytes(NonceSize);
        var sealedText = new byte[plaintext.Length + TagSize];
        using var aes = new AesGcm(keys.Current, TagSize);
        aes.Encrypt(nonce, plaintext, sealedText.AsSpan(0, plaintext.Length), sealedText.AsSpan(plaintext.Length), Associated(context));
        CryptographicOperations.ZeroMemory(plaintext);
        return new EncryptedValue(keys.CurrentId, nonce, sealedText);
    }

    /// <exception cref="CryptographicException">Another key, another context, or changed bytes.</exception>
    public Sensitive Decrypt(EncryptedValue value, params ReadOnlySpan<string> context)
    {
        if (value.Nonce.Length != NonceSize || value.Ciphertext.Length < TagSize)
        {
            throw new CryptographicException("This is no encrypted value.");
        }

        var length = value.Ciphertext.Length - TagSize;
        var plaintext = new byte[length];
        using var aes = new AesGcm(keys.Find(value.KeyId), TagSize);
        aes.Decrypt(value.Nonce, value.Ciphertext.AsSpan(0, length), value.Ciphertext.AsSpan(length), plaintext, Associated(context));
        var text = Encoding.UTF8.GetString(plaintext);
        CryptographicOperations.ZeroMemory(plaintext);
        return new Sensitive(text);
    }

    /// <summary>Lengths before parts: no two contexts give the same bytes.</summary>
    private static byte[] Associated(ReadOnlySpan<string> context)
    {
        using var bytes = new MemoryStream();
        foreach (var part in context)
        {
            var text = Encoding.UTF8.GetBytes(part);
            bytes.Write(BitConverter.GetBytes(text.Length));
            bytes.Write(text);
        }

        return bytes.ToArray();
    }
}
