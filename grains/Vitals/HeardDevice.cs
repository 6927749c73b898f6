using TwinGrid.Grains.Saving;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Vitals;

/// <summary>What is remembered of one device. Everything in it is a maximum over the packets heard, so order of arrival leaves no trace.</summary>
[GenerateSerializer, Alias("TwinGrid.HeardDevice")]
public sealed class HeardDevice : IPacks
{
    /// <summary>Times remembered for the cadence.</summary>
    private const int TimesKept = 16;

    /// <summary>What was observed longer before it was received is an import of old records, not a device at work.</summary>
    private static readonly TimeSpan AtWork = TimeSpan.FromMinutes(30);

    /// <summary>As versions up to November 2026 stored them; read, and written empty.</summary>
    [Id(2)] private List<long> _times = [];

    /// <summary>The same as they are stored: the first, then the time from each to the next; null when they have changed since.</summary>
    [Id(4)] private byte[]? _packedTimes;

    /// <summary>The same at hand; null until they are needed.</summary>
    [NonSerialized] private List<long>? _timesAtHand;

    [Id(1)] private long _highestSequence = -1;
    [Id(3)] private bool _watches;

    /// <summary>The cadence as it was last worked out, ticks, 0 where there is none; negative when it must be anew.</summary>
    [NonSerialized] private long _cadence = -1;

    public HeardDevice() : this("")
    {
    }

    public HeardDevice(string deviceId) => DeviceId = deviceId;

    [Id(0)] public string DeviceId { get; private set; }

    /// <summary>True when its silence means something, see <see cref="DeviceMarks.Heard"/>.</summary>
    public bool Watches => _watches;

    /// <summary>Null while every observation it sent was future-dated.</summary>
    public DeviceMark? Mark => LastObservedAt is { } last ? new DeviceMark(DeviceId, _highestSequence, last, Cadence) : null;

    /// <summary>Newest observation time; null while every one was future-dated.</summary>
    public DateTimeOffset? LastObservedAt => Times.Count == 0 ? null : new DateTimeOffset(Times[^1], TimeSpan.Zero);

    /// <summary>The usual time between its observations; null until it is known.</summary>
    public TimeSpan? Cadence
    {
        get
        {
            if (_cadence < 0) _cadence = MedianInterval();
            return _cadence == 0 ? null : TimeSpan.FromTicks(_cadence);
        }
    }

    /// <summary>UTC ticks of the newest distinct packets' newest observations, rising.</summary>
    private List<long> Times => _timesAtHand ??= _packedTimes is { } packed ? Unpacked(packed) : _times;

    /// <summary>Brings it into the form that is stored.</summary>
    public void Pack()
    {
        if (_packedTimes is not null || Times.Count == 0) return;
        using var room = PackingRoom.Take();
        var writer = room.Writer;
        var before = 0L;
        foreach (var time in Times)
        {
            var passed = time - before; // in whole seconds where it is; the lowest bit says
            writer.Write7BitEncodedInt64(passed % TimeSpan.TicksPerSecond == 0 ? passed / TimeSpan.TicksPerSecond << 1 : passed << 1 | 1);
            before = time;
        }
        _packedTimes = room.ToArray();
        if (_times.Count > 0) _times = [];
    }

    public void Hear(VitalsPacket packet)
    {
        _cadence = -1;
        _highestSequence = Math.Max(_highestSequence, packet.Sequence);
        var newest = long.MinValue;
        for (var i = 0; i < packet.Samples.Count; i++)
            if (packet.Samples[i] is var sign && !sign.Flags.HasFlag(SampleFlags.FutureDated)) newest = Math.Max(newest, sign.ObservedAt.UtcTicks);
        if (newest == long.MinValue) return;
        _watches = _watches || (packet.ReceivedAt.UtcTicks - newest <= AtWork.Ticks && HasContinuous(packet.Samples));
        var place = Times.BinarySearch(newest);
        if (place >= 0) return;
        _packedTimes = null;
        Times.Insert(~place, newest);
        if (Times.Count > TimesKept) Times.RemoveAt(0);
    }

    /// <summary>The median of the recent intervals, which are positive; 0 with fewer than two of them.</summary>
    private long MedianInterval()
    {
        if (Times.Count < 3) return 0;
        Span<long> intervals = stackalloc long[Times.Count - 1];
        for (var i = 0; i < intervals.Length; i++) intervals[i] = Times[i + 1] - Times[i];
        intervals.Sort();
        return (intervals[(intervals.Length - 1) / 2] + intervals[intervals.Length / 2]) / 2;
    }

    private static bool HasContinuous(IReadOnlyList<VitalSign> samples)
    {
        for (var i = 0; i < samples.Count; i++)
            if (IsContinuous(samples[i].Signal)) return true;
        return false;
    }

    private static bool IsContinuous(Signal signal) => signal is Signal.HeartRate or Signal.RespiratoryRate or Signal.OxygenSaturation
        or Signal.SystolicPressure or Signal.DiastolicPressure or Signal.MeanArterialPressure or Signal.Glucose;

    private static List<long> Unpacked(byte[] packed)
    {
        using var reader = new BinaryReader(new MemoryStream(packed, writable: false));
        var (times, time) = (new List<long>(), 0L);
        while (reader.BaseStream.Position < packed.Length)
        {
            var passed = reader.Read7BitEncodedInt64();
            times.Add(time += (passed & 1) == 0 ? (passed >> 1) * TimeSpan.TicksPerSecond : passed >> 1);
        }
        return times;
    }
}
