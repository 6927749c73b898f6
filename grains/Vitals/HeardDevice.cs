using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Vitals;

/// <summary>What is remembered of one device. Everything in it is a maximum over the packets heard, so order of arrival leaves no trace.</summary>
[GenerateSerializer, Alias("TwinGrid.HeardDevice")]
internal sealed class HeardDevice
{
    /// <summary>Times remembered for the cadence.</summary>
    private const int TimesKept = 16;

    /// <summary>What was observed longer before it was received is an import of old records, not a device at work.</summary>
    private static readonly TimeSpan AtWork = TimeSpan.FromMinutes(30);

    /// <summary>UTC ticks of the newest distinct packets' newest observations, rising.</summary>
    [Id(2)] private readonly List<long> _times = [];

    [Id(1)] private long _highestSequence = -1;
    [Id(3)] private bool _watches;

    /// <summary>The mark as it was last worked out; null when it must be anew.</summary>
    [NonSerialized] private DeviceMark? _mark;

    public HeardDevice() : this("")
    {
    }

    public HeardDevice(string deviceId) => DeviceId = deviceId;

    [Id(0)] public string DeviceId { get; private set; }

    /// <summary>True when its silence means something, see <see cref="DeviceMarks.Watching"/>.</summary>
    public bool Watches => _watches;

    /// <summary>Null while every observation it sent was future-dated.</summary>
    public DeviceMark? Mark => _times.Count == 0 ? null : _mark ??= new DeviceMark(DeviceId, _highestSequence, new DateTimeOffset(_times[^1], TimeSpan.Zero), Cadence());

    public void Hear(VitalsPacket packet)
    {
        _mark = null;
        _highestSequence = Math.Max(_highestSequence, packet.Sequence);
        var newest = long.MinValue;
        foreach (var sign in packet.Samples)
            if (!sign.Flags.HasFlag(SampleFlags.FutureDated)) newest = Math.Max(newest, sign.ObservedAt.UtcTicks);
        if (newest == long.MinValue) return;
        _watches = _watches || (packet.ReceivedAt.UtcTicks - newest <= AtWork.Ticks && packet.Samples.Any(sign => IsContinuous(sign.Signal)));
        var place = _times.BinarySearch(newest);
        if (place >= 0) return;
        _times.Insert(~place, newest);
        if (_times.Count > TimesKept) _times.RemoveAt(0);
    }

    /// <summary>The median of the recent intervals; null with fewer than two of them.</summary>
    private TimeSpan? Cadence()
    {
        if (_times.Count < 3) return null;
        Span<long> intervals = stackalloc long[_times.Count - 1];
        for (var i = 0; i < intervals.Length; i++) intervals[i] = _times[i + 1] - _times[i];
        intervals.Sort();
        return TimeSpan.FromTicks((intervals[(intervals.Length - 1) / 2] + intervals[intervals.Length / 2]) / 2);
    }

    private static bool IsContinuous(Signal signal) => signal is Signal.HeartRate or Signal.RespiratoryRate or Signal.OxygenSaturation
        or Signal.SystolicPressure or Signal.DiastolicPressure or Signal.MeanArterialPressure or Signal.Glucose;
}
