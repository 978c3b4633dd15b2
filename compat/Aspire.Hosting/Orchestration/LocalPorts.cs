using System.Net;
using System.Net.Sockets;

namespace Aspire.Hosting.Orchestration;

/// <summary>Finds free TCP ports of this machine and says who holds a taken one.</summary>
internal static class LocalPorts
{
    private const int FirstChosen = 10_000;
    private const int LastChosen = 19_999;
    private static readonly Lock Lock = new();
    private static readonly HashSet<int> Given = [];
    private static readonly string[] Tables = ["/proc/net/tcp", "/proc/net/tcp6"];

    /// <summary>
    /// A port that is free on both loopback addresses and that nobody in this process has been given before. It lies below those
    /// that the kernel hands to outgoing connections and to whoever asks for any: between this choice and the resource's own
    /// listening none of them can take it.
    /// </summary>
    public static int Free()
    {
        lock (Lock)
        {
            while (true)
            {
                var port = Random.Shared.Next(FirstChosen, LastChosen + 1);
                if (!Given.Contains(port) && CanListen(IPAddress.Loopback, port) && CanListen(IPAddress.IPv6Loopback, port))
                {
                    Given.Add(port);
                    return port;
                }
            }
        }
    }

    public static bool IsFree(int port, string host) => host switch
    {
        "localhost" => CanListen(IPAddress.Loopback, port) && CanListen(IPAddress.IPv6Loopback, port),
        _ when IPAddress.TryParse(host, out var address) => CanListen(address, port),
        _ => CanListen(IPAddress.IPv6Any, port),
    };

    /// <summary>For example <c>dotnet (pid 4711)</c>; null when this user may not see it.</summary>
    public static string? HolderOf(int port)
        => SocketsOn(port) is { Count: > 0 } sockets
            ? ProcessTable.Read().Where(p => Holds(p, sockets)).Select(p => $"{p.Name} (pid {p.Id})").FirstOrDefault()
            : null;

    /// <summary>Whether one of the processes that carry the marker listens there.</summary>
    public static bool IsHeldBy(int port, string marker)
        => SocketsOn(port) is { Count: > 0 } sockets && ProcessTable.Members(marker, new HashSet<int>()).Exists(p => Holds(p, sockets));

    private static HashSet<string> SocketsOn(int port)
        => Tables.Where(File.Exists).SelectMany(ListeningSockets)
            .Where(s => s.Port == port).Select(s => $"socket:[{s.Inode}]").ToHashSet(StringComparer.Ordinal);

    private static bool Holds(ProcessEntry process, HashSet<string> sockets) => ProcessTable.OpenFiles(process.Id).Any(sockets.Contains);

    private static bool CanListen(IPAddress address, int port)
    {
        try
        {
            using var listener = new TcpListener(address, port);
            listener.Start();
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported)
        {
            // A machine without IPv6: nobody can hold the port there.
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>The fields are described in proc_net_tcp of the kernel's documentation; state 0A is LISTEN.</summary>
    private static IEnumerable<(int Port, string Inode)> ListeningSockets(string path)
        => from line in File.ReadLines(path).Skip(1)
           let fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
           where fields.Length > 9 && fields[3] == "0A"
           select (Convert.ToInt32(fields[1][(fields[1].LastIndexOf(':') + 1)..], 16), fields[9]);
}
