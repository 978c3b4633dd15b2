using System.Runtime.InteropServices;

namespace DeployMcp.Platform.Builders.Processes;

/// <summary>The calls into libc that .NET has no API for.</summary>
internal static partial class Posix
{
    private const int SigKill = 9;

    /// <summary>A process that is gone is no error.</summary>
    public static void KillNow(int pid) => _ = Kill(pid, SigKill);

    /// <summary>Of the entry itself, also where it is a symbolic link.</summary>
    /// <exception cref="IOException">The owner can't be changed.</exception>
    public static void ChangeOwner(string path, int uid)
    {
        if (ChangeLinkOwner(path, (uint)uid, (uint)uid) != 0)
        {
            throw new IOException($"lchown of '{path}' to {uid} failed: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    /// <summary>False when the file systems differ or the file has too many names already: then it must be copied.</summary>
    public static bool TryLink(string existing, string path) => Link(existing, path) == 0;

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeLinkOwner(string path, uint uid, uint gid);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string path);
}
