namespace TwinGrid.Grains.Saving;

/// <summary>Where the parts of a state are brought into bytes: room that a thread uses again for the next, so that only what is stored is new. To be disposed on the thread that took it.</summary>
internal sealed class PackingRoom : IDisposable
{
    /// <summary>Larger room is not kept.</summary>
    private const int MostKept = 64 * 1024;

    [ThreadStatic] private static PackingRoom? s_free;

    private readonly MemoryStream _bytes = new();

    private PackingRoom() => Writer = new BinaryWriter(_bytes);

    public BinaryWriter Writer { get; }

    /// <summary>Empty room.</summary>
    public static PackingRoom Take()
    {
        var room = s_free ?? new();
        s_free = null; // who packs while another packs has room of its own
        room._bytes.SetLength(0);
        return room;
    }

    /// <summary>What was written.</summary>
    public byte[] ToArray()
    {
        Writer.Flush();
        return _bytes.ToArray();
    }

    public void Dispose()
    {
        if (_bytes.Capacity <= MostKept) s_free = this;
    }
}
