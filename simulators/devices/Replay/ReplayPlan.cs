using TwinGrid.Devices.Uplink;
using TwinGrid.Patients;

namespace TwinGrid.Devices.Replay;

/// <summary>A packet and how long after its person's first row it was recorded.</summary>
public readonly record struct PlannedPacket(TimeSpan Elapsed, OutgoingPacket Packet);

/// <summary>What a replay will send: the recording's rows as packets of pseudonymous people, at their own or at shifted times.</summary>
public sealed class ReplayPlan
{
    private readonly Recording _recording;
    private readonly Dictionary<string, TimeSpan> _shift = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _first = new(StringComparer.Ordinal);
    private readonly (string Device, int[] Signals)[] _devices;

    /// <param name="asIfEnding">Shifts each person's rows so that the last falls here; null keeps the recorded times.</param>
    public ReplayPlan(Recording recording, Pseudonyms pseudonyms, DateTimeOffset? asIfEnding)
    {
        _recording = recording;
        Twins = recording.Subjects.ToDictionary(subject => subject, subject => pseudonyms.Of(recording.Name, subject), StringComparer.Ordinal);
        _devices =
        [
            .. recording.Mapping.Signals.Select((signal, index) => (signal.Device, index)).GroupBy(pair => pair.Device, StringComparer.Ordinal)
                .Select(group => (group.Key, group.Select(pair => pair.index).ToArray())),
        ];
        foreach (var rows in recording.Rows.GroupBy(row => row.Subject, StringComparer.Ordinal))
        {
            _first[rows.Key] = rows.Min(row => row.At);
            _shift[rows.Key] = asIfEnding is { } end ? end - rows.Max(row => row.At) : TimeSpan.Zero;
        }
    }

    /// <summary>The twin of each subject.</summary>
    public IReadOnlyDictionary<string, TwinId> Twins { get; }

    /// <summary>Packets in the order of the file: one for each row and device that measured something; the row's number is the sequence.</summary>
    public IEnumerable<PlannedPacket> Packets => _recording.Rows.SelectMany(PacketsOf);

    /// <summary>Packets as they would have come had all recordings begun at once.</summary>
    public IEnumerable<PlannedPacket> InTime => Packets.OrderBy(packet => packet.Elapsed);

    /// <summary>Twin and code of all that is sent.</summary>
    public IEnumerable<(TwinId Twin, string Code)> Courses =>
        Twins.Values.SelectMany(twin => _recording.Mapping.Signals.Select(signal => (twin, signal.Code)).Distinct());

    private IEnumerable<PlannedPacket> PacketsOf(RecordedRow row)
    {
        var at = row.At + _shift[row.Subject];
        foreach (var (device, signals) in _devices)
        {
            var samples = new List<OutgoingSample>(signals.Length);
            foreach (var index in signals)
                if (double.IsFinite(row.Cells[index])) samples.Add(new OutgoingSample(_recording.Mapping.Signals[index].Code, row.Cells[index], _recording.Mapping.Signals[index].Unit, at));
            if (samples.Count > 0) yield return new(row.At - _first[row.Subject], new OutgoingPacket(Twins[row.Subject], device, row.Number, samples));
        }
    }
}
