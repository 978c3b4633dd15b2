using System.Security.Cryptography;
using DeployMcp.LibSql.Configuration;
using DeployMcp.ServiceDefaults.Startup;

namespace DeployMcp.LibSql.Databases;

/// <summary>Where everything is: <c>databases/NAME/</c>, <c>deleted/NAME@TIME/</c>, and the key that signs tokens. One server at a time uses it.</summary>
internal sealed class DataDirectory : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const int KeyBytes = 32;

    private readonly string _root;
    private readonly FileStream _lock;

    /// <exception cref="DataDirectoryException">It can't be made, or another server uses it.</exception>
    public DataDirectory(LibSqlSettings settings)
    {
        _root = settings.DataDirectory;
        try
        {
            foreach (var directory in new[] { _root, Databases, Deleted })
                Directory.CreateDirectory(directory, OwnerOnly);
            _lock = new FileStream(Path.Combine(_root, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataDirectoryException($"The data directory '{_root}' can't be used, or another libSQL server uses it: {e.Message}", e);
        }
    }

    public string Databases => Path.Combine(_root, "databases");

    public string Deleted => Path.Combine(_root, "deleted");

    public static void CreatePrivate(string directory) => Directory.CreateDirectory(directory, OwnerOnly);

    /// <summary>The seed of the Ed25519 key that signs tokens, made when there is none (RFC 8032: 32 random bytes).</summary>
    public byte[] SigningSeed()
    {
        var path = Path.Combine(_root, "signing-key");
        if (!File.Exists(path))
        {
            var temporary = path + ".new";
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
            using (var stream = new FileStream(temporary, options))
            {
                stream.Write(RandomNumberGenerator.GetBytes(KeyBytes));
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path);
        }

        var seed = File.ReadAllBytes(path);
        return seed.Length == KeyBytes ? seed : throw new DataDirectoryException($"The signing key '{path}' has {seed.Length} bytes instead of {KeyBytes}; with a new one every token is void.");
    }

    public void Dispose() => _lock.Dispose();
}
