using System.Globalization;
using System.Net;

namespace DeployMcp.Agent.Processes;

/// <param name="Inode">The socket's number, as the links in <c>/proc/PID/fd</c> show it.</param>
internal readonly record struct ListeningSocket(IPEndPoint EndPoint, long Inode)
{
    public bool IsLoopback => IPAddress.IsLoopback(EndPoint.Address)
        || (EndPoint.Address.IsIPv4MappedToIPv6 && IPAddress.IsLoopback(EndPoint.Address.MapToIPv4()));
}

/// <summary>Reads <c>/proc/net/tcp</c> and <c>tcp6</c> (proc_net_tcp in the kernel's documentation).</summary>
internal static class ListeningSockets
{
    private const string Listen = "0A";

    /// <param name="directory">Of another network than this process's own: <c>/proc/PID/net</c>.</param>
    public static List<ListeningSocket> Read(string directory = "/proc/net") => [.. ReadFile($"{directory}/tcp"), .. ReadFile($"{directory}/tcp6")];

    private static IEnumerable<ListeningSocket> ReadFile(string path)
    {
        if (!File.Exists(path))
            yield break;

        foreach (var line in File.ReadLines(path).Skip(1))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            // The kernel shows listeners first: the thousands of connections behind them need not be read.
            if (fields.Length < 10 || fields[3] != Listen)
                yield break;

            yield return new ListeningSocket(ParseEndPoint(fields[1]), long.Parse(fields[9], CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Hex words in the machine's byte order, then the port: <c>0100007F:1F90</c> is 127.0.0.1:8080.</summary>
    internal static IPEndPoint ParseEndPoint(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var bytes = Convert.FromHexString(text.AsSpan(0, colon));
        if (BitConverter.IsLittleEndian)
        {
            for (var word = 0; word < bytes.Length; word += 4)
            {
                bytes.AsSpan(word, 4).Reverse();
            }
        }

        return new IPEndPoint(new IPAddress(bytes), int.Parse(text.AsSpan(colon + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }
}
