using System.Reflection;
using System.Runtime.InteropServices;

namespace DeployMcp.LibSql.Sqlite;

/// <summary>
/// The system's SQLite and OpenSSL. Distributions patch both; a copy inside a package would stay as old as the package.
/// </summary>
internal static class NativeLibraries
{
    public const string Sqlite = "sqlite3";
    public const string Crypto = "crypto";

    /// <summary>3.38.0: the first with <c>sqlite3_error_offset</c>.</summary>
    private const int OldestSqlite = 3_038_000;

    private static readonly Dictionary<string, string[]> Files = new(StringComparer.Ordinal)
    {
        [Sqlite] = ["libsqlite3.so.0", "libsqlite3.so"],
        [Crypto] = ["libcrypto.so.3", "libcrypto.so.1.1", "libcrypto.so"],
    };

    private static readonly Lock Resolving = new();
    private static bool _resolved;

    /// <returns>Null, or one sentence that says what to install.</returns>
    public static string? FindProblem()
    {
        Resolve();
        if (!TryLoad(Sqlite, out _))
            return "SQLite's library libsqlite3.so.0 isn't there: install libsqlite3-0 (Debian, Ubuntu) or sqlite-libs (Fedora, Alpine).";
        if (!TryLoad(Crypto, out _))
            return "OpenSSL's library libcrypto isn't there: install libssl3 (Debian, Ubuntu) or openssl-libs (Fedora).";
        var version = NativeSqlite.sqlite3_libversion_number();
        return version < OldestSqlite ? $"SQLite is {version / 1_000_000}.{version / 1000 % 1000}; 3.38 or later is needed: install a newer libsqlite3-0." : null;
    }

    /// <summary>Maps the names of the imports to the files that distributions install without their development packages.</summary>
    private static void Resolve()
    {
        lock (Resolving)
        {
            if (_resolved)
                return;
            NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), (name, _, _) => TryLoad(name, out var handle) ? handle : IntPtr.Zero);
            _resolved = true;
        }
    }

    private static bool TryLoad(string name, out IntPtr handle)
    {
        handle = IntPtr.Zero;
        foreach (var file in Files.GetValueOrDefault(name) ?? [])
        {
            if (NativeLibrary.TryLoad(file, out handle))
                return true;
        }

        return false;
    }
}
