using System.Runtime.InteropServices;

namespace DeployMcp.AppHost.Settings;

/// <summary>SQLite's library, which the libSQL server takes from the machine. Without it the platform runs all the same, but for databases of its own.</summary>
internal static class SqliteLibrary
{
    private const string File = "libsqlite3.so.0";

    /// <summary>False after it has been said what is missing.</summary>
    public static bool IsThere()
    {
        if (NativeLibrary.TryLoad(File, out var handle))
        {
            NativeLibrary.Free(handle);
            return true;
        }

        Console.Error.WriteLine($"Databases of type sqlite can't be had: SQLite's library {File} isn't there. Install libsqlite3-0 (Debian, Ubuntu) or sqlite-libs (Fedora), then start again.");
        return false;
    }
}
