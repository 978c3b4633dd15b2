using System.Runtime.InteropServices;

namespace DeployMcp.Agent.Processes;

/// <summary>The calls into libc that .NET has no API for.</summary>
internal static partial class Posix
{
    public const int SigTerm = 15;
    public const int SigKill = 9;

    /// <summary>Signals a process, or with a negative number the process group. A process that is gone is no error.</summary>
    public static void Signal(int pid, int signal) => _ = Kill(pid, signal);

    /// <exception cref="IOException">The owner can't be changed.</exception>
    public static void ChangeOwner(string path, int uid)
    {
        if (ChangeOwner(path, (uint)uid, (uint)uid) != 0)
            throw new IOException($"chown of '{path}' to {uid} failed: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>The path with every symbolic link followed; null when it leads nowhere.</summary>
    public static string? RealPath(string path)
    {
        var resolved = RealPath(path, IntPtr.Zero);
        if (resolved == IntPtr.Zero)
            return null;

        var text = Marshal.PtrToStringUTF8(resolved);
        Free(resolved);
        return text;
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint uid, uint gid);

    [LibraryImport("libc", EntryPoint = "realpath", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial IntPtr RealPath(string path, IntPtr buffer);

    [LibraryImport("libc", EntryPoint = "free")]
    private static partial void Free(IntPtr memory);
}
