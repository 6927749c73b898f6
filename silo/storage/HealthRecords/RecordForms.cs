using TwinGrid.HealthRecords;
using TwinGrid.Vitals;

namespace TwinGrid.Storage.HealthRecords;

/// <summary>Facts and signs as bytes, before they are sealed. The first byte is the form, so that a later version may have another.</summary>
internal static class RecordForms
{
    private const byte Form = 1;

    public static byte[] Of(IReadOnlyList<RecordFact> facts)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(Form);
        writer.Write7BitEncodedInt(facts.Count);
        foreach (var fact in facts)
        {
            writer.Write((byte)fact.Kind);
            writer.Write(fact.Value);
            writer.Write(fact.At?.UtcTicks ?? -1);
            writer.Write(fact.Holds);
        }
        writer.Flush();
        return bytes.ToArray();
    }

    public static IEnumerable<RecordFact> Facts(byte[] bytes)
    {
        using var reader = Reader(bytes);
        var facts = new List<RecordFact>();
        for (var left = reader.Read7BitEncodedInt(); left > 0; left--)
        {
            var (kind, value, at) = ((RecordFactKind)reader.ReadByte(), reader.ReadString(), reader.ReadInt64());
            facts.Add(new RecordFact(kind, value, at < 0 ? null : new DateTimeOffset(at, TimeSpan.Zero), reader.ReadBoolean()));
        }
        return facts;
    }

    public static byte[] Of(string device, IReadOnlyList<VitalSign> signs)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(Form);
        writer.Write(device);
        writer.Write7BitEncodedInt(signs.Count);
        foreach (var sign in signs)
        {
            writer.Write((int)sign.Signal);
            writer.Write(sign.Value);
            writer.Write(sign.ObservedAt.UtcTicks);
            writer.Write((byte)sign.Status);
            writer.Write((byte)sign.Flags);
        }
        writer.Flush();
        return bytes.ToArray();
    }

    public static IEnumerable<MeasuredSign> Signs(byte[] bytes)
    {
        using var reader = Reader(bytes);
        var device = reader.ReadString();
        var signs = new List<MeasuredSign>();
        for (var left = reader.Read7BitEncodedInt(); left > 0; left--)
        {
            var (signal, value, at) = ((Signal)reader.ReadInt32(), reader.ReadDouble(), new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero));
            signs.Add(new MeasuredSign(device, new VitalSign(signal, value, at, (SampleStatus)reader.ReadByte(), (SampleFlags)reader.ReadByte())));
        }
        return signs;
    }

    private static BinaryReader Reader(byte[] bytes)
    {
        var reader = new BinaryReader(new MemoryStream(bytes, writable: false));
        return reader.ReadByte() is Form ? reader : throw new StorageException("A row of the patients' records was written by a newer TwinGrid: start that version again.");
    }
}
