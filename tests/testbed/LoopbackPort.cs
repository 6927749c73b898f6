using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace TwinGrid.Testbed;

/// <summary>Ports for servers of the tests.</summary>
public static class LoopbackPort
{
    /// <summary>Below the ports that the system lends to outgoing connections: what is free now is not taken by one of them a moment later.</summary>
    private const int First = 12_000, Last = 32_000;

    /// <summary>A port on which nobody listens.</summary>
    public static int Free()
    {
        while (true)
        {
            var port = RandomNumberGenerator.GetInt32(First, Last);
            using var probe = new TcpListener(IPAddress.Loopback, port);
            try
            {
                probe.Start();
                return port;
            }
            catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                continue; // another one, then
            }
        }
    }
}
