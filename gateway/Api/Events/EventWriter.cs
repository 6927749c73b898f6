using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace TwinGrid.Gateway.Api.Events;

/// <summary>Writes server-sent events (WHATWG HTML, section 9.2).</summary>
internal static class EventWriter
{
    /// <summary>Sets the place a client comes back with, without an event, and how soon it comes back.</summary>
    public static void Place(PipeWriter output, string id) => Text(output, $"retry: 2000\nid: {id}\n\n");

    public static void Heartbeat(PipeWriter output, string id) => Text(output, $": heartbeat\nid: {id}\n\n");

    public static void Event(PipeWriter output, string type, string id, ReadOnlySpan<byte> json)
    {
        Text(output, $"id: {id}\nevent: {type}\ndata: ");
        output.Write(json);
        output.Write("\n\n"u8);
    }

    private static void Text(PipeWriter output, string text) => output.Write(Encoding.ASCII.GetBytes(text));
}
