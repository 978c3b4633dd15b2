using System.Security.Cryptography;
using System.Text;

namespace DeployMcp.Platform.Builders.Processes;

/// <summary>
/// Where the platform is root, each service's builds have a uid of their own, apart from the one that the service runs under:
/// whatever runs under it belongs to a build and can be ended without touching the service. Counted from a number that the
/// work directory decides, so that two platforms on one machine don't end each other's builds.
/// </summary>
public static class BuildUser
{
    private const int Lowest = 2_000_000;
    private const int SlotsEach = 1_000_000;

    /// <summary>Installs shared dependencies, never anyone's code.</summary>
    public const int InstallSlot = 0;

    /// <summary>Null where the platform isn't root: builds then run as the platform's own user.</summary>
    public static int? UidOf(string workDirectory, int slot)
        => Environment.IsPrivilegedProcess ? FirstOf(workDirectory) + (slot % SlotsEach) : null;

    /// <summary>Marks processes of this work directory's builds where uids can't.</summary>
    internal static string MarkOf(string workDirectory) => $"DEPLOYMCP_BUILD={Convert.ToHexStringLower(Hash(workDirectory))[..16]}";

    internal static bool IsOneOf(string workDirectory, long uid)
        => uid >= FirstOf(workDirectory) && uid < FirstOf(workDirectory) + SlotsEach;

    private static int FirstOf(string workDirectory) => Lowest + (BitConverter.ToUInt16(Hash(workDirectory)) % 1000 * SlotsEach);

    private static byte[] Hash(string workDirectory) => SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(workDirectory)));
}
