using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace DeployMcp.Server.Limits;

/// <summary>What counts as one address: an IPv4 address, or the /64 network that one IPv6 customer has at least.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct AddressKey(ulong Network, uint Host)
{
    public static AddressKey Of(IPAddress? address)
    {
        if (address is null)
        {
            return default;
        }

        Span<byte> bytes = stackalloc byte[16];
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        plain.TryWriteBytes(bytes, out _);
        return plain.AddressFamily == AddressFamily.InterNetwork
            ? new AddressKey(0, BinaryPrimitives.ReadUInt32BigEndian(bytes))
            : new AddressKey(BinaryPrimitives.ReadUInt64BigEndian(bytes), 0);
    }
}
