using System.Globalization;
using System.Net;
using System.Net.Sockets;
using TwinGrid.Formats.Hl7;

namespace TwinGrid.Gateway.Tests.Imports;

/// <summary>Bare lines to the ports of HL7 and MQTT, and how many broken inputs are sent over them.</summary>
internal static class Sockets
{
    /// <summary>How many of each: TWINGRID_FUZZ, or as many as are usual.</summary>
    public static int Many(int usually) => Setting("TWINGRID_FUZZ", usually);

    public static int Seed { get; } = Setting("TWINGRID_SEED", 20260301);

    public static async Task<TcpClient> Connected(IPEndPoint port)
    {
        var client = new TcpClient();
        await client.ConnectAsync(port);
        return client;
    }

    /// <summary>Sends a message framed, and reads the answer.</summary>
    public static async Task<Hl7Message> Asked(Stream line, byte[] message)
    {
        await line.WriteAsync((byte[])[0x0b, .. message, 0x1c, 0x0d]);
        var (answer, one) = (new List<byte>(), new byte[1]);
        while (await line.ReadAsync(one) == 1 && one[0] != 0x1c) answer.Add(one[0]);
        await line.ReadExactlyAsync(one);
        return Hl7Message.Read(answer.Skip(1).ToArray());
    }

    /// <summary>Without the marks that end a frame.</summary>
    public static byte[] Frameless(byte[] message) => [.. message.Where(one => one is not (0x0b or 0x1c))];

    /// <summary>Throws bytes at a port, on a line of their own, without waiting for more than its end.</summary>
    public static async Task Thrown(IPEndPoint port, byte[] bytes)
    {
        using var line = await Connected(port);
        var (stream, buffer) = (line.GetStream(), new byte[4096]);
        try
        {
            await stream.WriteAsync(bytes);
            line.Client.Shutdown(SocketShutdown.Send);
            while (await stream.ReadAsync(buffer) > 0) continue;
        }
        catch (Exception cut) when (cut is IOException or SocketException)
        {
            return; // the gateway ended it first
        }
    }

    private static int Setting(string name, int usual) => int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : usual;
}
