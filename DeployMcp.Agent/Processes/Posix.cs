using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace DeployMcp.Agent.Processes;

/// <summary>The calls into libc that .NET has no API for.</summary>
internal static partial class Posix
{
    public const int SigTerm = 15;
    public const int SigKill = 9;

    private const int SetDescriptorFlags = 2; // F_SETFD
    private const int CloseOnExec = 1; // FD_CLOEXEC

    /// <summary>The same on every architecture.</summary>
    private const long PidfdOpen = 434;
    private const long PidfdGetfd = 438;

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

    /// <summary>Whether a descriptor stays behind when another program is started (fcntl(2), F_SETFD).</summary>
    public static void SetCloseOnExec(int descriptor, bool close)
    {
        if (Control(descriptor, SetDescriptorFlags, close ? CloseOnExec : 0) < 0)
            throw new IOException($"fcntl of descriptor {descriptor} failed: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>A copy of another process's socket (pidfd_open(2), pidfd_getfd(2)); null where the system refuses it or knows no such call.</summary>
    public static SafeSocketHandle? TakeDescriptor(int pid, int descriptor)
    {
        var process = SystemCall(PidfdOpen, pid, 0, 0);
        if (process < 0)
            return null;

        var copy = SystemCall(PidfdGetfd, process, descriptor, 0);
        _ = Close((int)process);
        return copy < 0 ? null : new SafeSocketHandle(new IntPtr(copy), ownsHandle: true);
    }

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long SystemCall(long number, long first, long second, long third);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint uid, uint gid);

    [LibraryImport("libc", EntryPoint = "realpath", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial IntPtr RealPath(string path, IntPtr buffer);

    [LibraryImport("libc", EntryPoint = "free")]
    private static partial void Free(IntPtr memory);
}
