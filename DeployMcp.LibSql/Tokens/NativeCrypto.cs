using System.Runtime.InteropServices;
using DeployMcp.LibSql.Sqlite;

namespace DeployMcp.LibSql.Tokens;

/// <summary>OpenSSL's EVP interface, under its own names (EVP_DigestSign(3), EVP_PKEY_new_raw_private_key(3)).</summary>
internal static unsafe partial class NativeCrypto
{
    private const string Library = NativeLibraries.Crypto;

    [LibraryImport(Library)]
    internal static partial IntPtr EVP_PKEY_new_raw_private_key(int type, IntPtr engine, byte* key, nuint length);

    [LibraryImport(Library)]
    internal static partial void EVP_PKEY_free(IntPtr key);

    [LibraryImport(Library)]
    internal static partial IntPtr EVP_MD_CTX_new();

    [LibraryImport(Library)]
    internal static partial void EVP_MD_CTX_free(IntPtr context);

    [LibraryImport(Library)]
    internal static partial int EVP_DigestSignInit(IntPtr context, IntPtr result, IntPtr digest, IntPtr engine, IntPtr key);

    [LibraryImport(Library)]
    internal static partial int EVP_DigestSign(IntPtr context, byte* signature, ref nuint signatureLength, byte* data, nuint length);

    [LibraryImport(Library)]
    internal static partial int EVP_DigestVerifyInit(IntPtr context, IntPtr result, IntPtr digest, IntPtr engine, IntPtr key);

    [LibraryImport(Library)]
    internal static partial int EVP_DigestVerify(IntPtr context, byte* signature, nuint signatureLength, byte* data, nuint length);
}
