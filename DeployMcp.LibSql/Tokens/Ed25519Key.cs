using System.Security.Cryptography;
using static DeployMcp.LibSql.Tokens.NativeCrypto;

namespace DeployMcp.LibSql.Tokens;

/// <summary>
/// Ed25519 (RFC 8032), which .NET's own library lacks, from the OpenSSL that .NET itself stands on. Used from any thread.
/// </summary>
internal sealed unsafe class Ed25519Key : IDisposable
{
    public const int SignatureBytes = 64;

    /// <summary>NID_ED25519.</summary>
    private const int Type = 1087;

    private readonly IntPtr _key;

    /// <param name="seed">32 bytes.</param>
    public Ed25519Key(ReadOnlySpan<byte> seed)
    {
        fixed (byte* start = seed)
            _key = EVP_PKEY_new_raw_private_key(Type, IntPtr.Zero, start, (nuint)seed.Length);
        if (_key == IntPtr.Zero)
            throw new CryptographicException("OpenSSL doesn't take the Ed25519 key.");
    }

    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        var signature = new byte[SignatureBytes];
        var length = (nuint)signature.Length;
        var context = EVP_MD_CTX_new();
        try
        {
            fixed (byte* start = data, target = signature)
            {
                if (EVP_DigestSignInit(context, IntPtr.Zero, IntPtr.Zero, IntPtr.Zero, _key) != 1
                    || EVP_DigestSign(context, target, ref length, start, (nuint)data.Length) != 1)
                    throw new CryptographicException("OpenSSL didn't sign.");
            }
        }
        finally
        {
            EVP_MD_CTX_free(context);
        }

        return signature;
    }

    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != SignatureBytes)
            return false;
        var context = EVP_MD_CTX_new();
        try
        {
            fixed (byte* start = data, given = signature)
                return EVP_DigestVerifyInit(context, IntPtr.Zero, IntPtr.Zero, IntPtr.Zero, _key) == 1
                    && EVP_DigestVerify(context, given, SignatureBytes, start, (nuint)data.Length) == 1;
        }
        finally
        {
            EVP_MD_CTX_free(context);
        }
    }

    public void Dispose() => EVP_PKEY_free(_key);
}
