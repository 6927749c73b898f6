using System.Runtime.InteropServices;
using TwinGrid.Organs;
using TwinGrid.Patients;
using TwinGrid.Records;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Patients;

/// <summary>
/// Records of one twin that wait for its organs, in log order. A packet is kept by its values, in room that is used again: its objects would live on for some seconds in each of many
/// thousand twins, and the collector carry them along.
/// </summary>
internal sealed class WaitingRecords
{
    private readonly List<Waiting> _records = [];

    /// <summary>The samples of all packets, one after another.</summary>
    private readonly List<VitalSign> _signs = [];

    private TwinId _twin;
    private string _device = "";

    public int Count => _records.Count;

    /// <param name="isBrief">True when it will be handed over before long, and may be kept as it is.</param>
    public void Add(LoggedRecord logged, bool isBrief)
    {
        if (isBrief || logged.Record is not VitalsPacket packet)
        {
            _records.Add(new Waiting { AsItIs = logged });
            return;
        }
        if (_twin != packet.TwinId) _twin = packet.TwinId;
        if (!string.Equals(_device, packet.DeviceId, StringComparison.Ordinal)) _device = packet.DeviceId;
        _records.Add(new Waiting { Position = logged.Position, Device = _device, Sequence = packet.Sequence, ReceivedAt = packet.ReceivedAt, From = _signs.Count, Samples = packet.Samples.Count });
        _signs.AddRange(packet.Samples);
    }

    /// <summary>Keeps none, and the room.</summary>
    public void Clear()
    {
        _records.Clear();
        _signs.Clear();
    }

    /// <summary>Those in a range that concern an organ, in their order; null when none does. An organ is born by a packet, or by what it keeps of a treatment.</summary>
    public List<LoggedRecord>? Concerning(OrganDefinition organ, Range some, bool isBorn)
    {
        List<LoggedRecord>? concerning = null;
        for (var i = some.Start.Value; i < some.End.Value; i++)
        {
            var waiting = _records[i];
            var concerns = waiting.AsItIs?.Record switch
            {
                null => Concerns(Samples(waiting), organ),
                VitalsPacket packet => Concerns(packet.Samples, organ),
                TreatmentEntryRecord treated => organ.Keeps.Contains(treated.Entry.Kind),
                ProfileRecord or NightRecord => isBorn || concerning is not null,
                _ => false,
            };
            if (concerns) (concerning ??= new(some.End.Value - i)).Add(waiting.AsItIs ?? Packet(waiting));
        }
        return concerning;
    }

    private static bool Concerns(ReadOnlySpan<VitalSign> samples, OrganDefinition organ)
    {
        foreach (ref readonly var sign in samples)
            if (organ.IsConcernedBy(sign.Signal)) return true;
        return false;
    }

    private static bool Concerns(IReadOnlyList<VitalSign> samples, OrganDefinition organ)
    {
        for (var i = 0; i < samples.Count; i++)
            if (organ.IsConcernedBy(samples[i].Signal)) return true;
        return false;
    }

    private LoggedRecord Packet(in Waiting packet) =>
        new(packet.Position, new VitalsPacket(_twin, packet.Device, packet.Sequence, packet.ReceivedAt, Samples(packet).ToArray()));

    private Span<VitalSign> Samples(in Waiting packet) => CollectionsMarshal.AsSpan(_signs).Slice(packet.From, packet.Samples);

    private readonly record struct Waiting
    {
        /// <summary>The record, where it is no packet or waits only briefly; the rest says nothing then.</summary>
        public LoggedRecord? AsItIs { get; init; }

        public LogPosition Position { get; init; }
        public string Device { get; init; }
        public long Sequence { get; init; }
        public DateTimeOffset ReceivedAt { get; init; }

        /// <summary>Where its samples begin, and how many they are.</summary>
        public int From { get; init; }
        public int Samples { get; init; }
    }
}
