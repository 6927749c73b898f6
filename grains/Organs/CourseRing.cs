using System.Buffers.Binary;
using TwinGrid.Grains.Saving;

namespace TwinGrid.Grains.Organs;

/// <summary>What was believed or measured over the last day (or less), one value a step, two bytes each (three digits count); the oldest fall out.</summary>
/// <remarks>Filled in event-time order, so that it is the same for every order of arrival. To be kept in <see cref="OrganState.Courses"/>.</remarks>
[GenerateSerializer, Alias("TwinGrid.CourseRing")]
public sealed class CourseRing : IPacks
{
    [Id(0)] private int _stepMinutes;

    /// <summary>Place of the newest value, in steps since the beginning of time.</summary>
    [Id(1)] private long _newest;

    /// <summary>As the first version stored them; read, and written empty.</summary>
    [Id(2)] private byte[] _halves = [];

    [Id(3)] private int _keptMinutes = 1440;

    public CourseRing() : this(TimeSpan.FromMinutes(10))
    {
    }

    /// <param name="step">Whole minutes.</param>
    /// <param name="kept">How far it reaches back.</param>
    public CourseRing(TimeSpan step, TimeSpan kept) : this(step) => _keptMinutes = (int)kept.TotalMinutes;

    /// <param name="step">Whole minutes; it reaches back a day.</param>
    public CourseRing(TimeSpan step) => _stepMinutes = (int)step.TotalMinutes;

    public TimeSpan Step => TimeSpan.FromMinutes(_stepMinutes);

    private TimeSpan Kept => TimeSpan.FromMinutes(_keptMinutes);

    /// <summary>The same as they are stored: mostly a byte each; null when they have changed since.</summary>
    [Id(4)] private byte[]? _packed;

    /// <summary>The same at hand; null until they are needed.</summary>
    [NonSerialized] private byte[]? _atHand;

    /// <summary>Half-precision numbers, oldest first; NaN where nothing was believed.</summary>
    private byte[] Halves
    {
        get => _atHand ??= _packed is { } packed ? PackedHalves.Read(packed) : _halves;
        set => (_atHand, _halves, _packed) = (value, [], null);
    }

    private int Count => Halves.Length / 2;

    /// <summary>Beginning of the newest step noted; null before the first.</summary>
    public DateTimeOffset? Newest => Count > 0 ? new DateTimeOffset(_newest * Step.Ticks, TimeSpan.Zero) : null;

    /// <summary>Whether <see cref="Note"/> would note something of a time.</summary>
    public bool IsNext(DateTimeOffset at) => Count == 0 || at.UtcTicks / Step.Ticks > _newest;

    /// <summary>Notes what is believed at a time. The first word in a step stands; one from before the newest step changes nothing and answers false.</summary>
    public bool Note(DateTimeOffset at, double value)
    {
        if (!IsNext(at)) return false;
        var place = at.UtcTicks / Step.Ticks;
        var passed = Count == 0 ? 1 : (int)Math.Min(place - _newest, Kept / Step);
        var keep = Math.Min(Count, (int)(Kept / Step) - passed);
        var halves = new byte[2 * (keep + passed)];
        Halves.AsSpan(Halves.Length - 2 * keep).CopyTo(halves);
        for (var i = keep; i < keep + passed; i++)
            BinaryPrimitives.WriteHalfLittleEndian(halves.AsSpan(2 * i), i == keep + passed - 1 ? (Half)value : Half.NaN);
        (Halves, _newest) = (halves, place);
        return true;
    }

    /// <summary>Brings it into the form that is stored.</summary>
    public void Pack()
    {
        if (_packed is null && Halves.Length > 0) _packed = PackedHalves.Of(Halves);
        _halves = [];
    }

    /// <summary>Forgets everything.</summary>
    public void Clear() => Halves = [];

    /// <summary>An independent ring that holds the same.</summary>
    public CourseRing Copy() => new(Step, Kept) { _newest = _newest, Halves = [.. Halves] };

    /// <summary>The values of the steps that begin within [from, to], and the time of the first.</summary>
    public (DateTimeOffset Start, double[] Values) Between(DateTimeOffset from, DateTimeOffset to)
    {
        var oldest = _newest - Count + 1;
        var first = Math.Max(oldest, (from.UtcTicks + Step.Ticks - 1) / Step.Ticks);
        var last = Math.Min(_newest, to.UtcTicks / Step.Ticks);
        if (Count == 0 || first > last) return (from, []);
        var values = new double[last - first + 1];
        for (var i = 0; i < values.Length; i++) values[i] = (double)BinaryPrimitives.ReadHalfLittleEndian(Halves.AsSpan(2 * (int)(first - oldest + i)));
        return (new DateTimeOffset(first * Step.Ticks, TimeSpan.Zero), values);
    }
}
