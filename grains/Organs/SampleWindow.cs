using System.Runtime.InteropServices;
using TwinGrid.Grains.Saving;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Organs;

/// <summary>A sample that waits for its turn.</summary>
[GenerateSerializer, Immutable, Alias("TwinGrid.WaitingSample")]
public readonly record struct WaitingSample(
    [property: Id(0)] VitalSign Sign, [property: Id(1)] string DeviceId, [property: Id(2)] long Sequence);

/// <summary>
/// Puts samples into event-time order behind the lateness window, so that any order of arrival inside it gives the same sequence to the model.
/// A sample's place is (time bucket, signal, device); of several for one place the newest observation wins, of several versions of one observation the
/// highest sequence. That is a join: repeats and order do not matter.
/// </summary>
[GenerateSerializer, Alias("TwinGrid.SampleWindow")]
public sealed class SampleWindow : IPacks
{
    /// <summary>As the first version stored them; read, and written empty.</summary>
    [Id(0)] private List<WaitingSample> _unpacked = [];

    /// <summary>Newest observation time seen.</summary>
    [Id(1)] private DateTimeOffset _newest = DateTimeOffset.MinValue;

    /// <summary>What the model has consumed up to; older arrivals are late.</summary>
    [Id(2)] private DateTimeOffset _consumedTo = DateTimeOffset.MinValue;

    [Id(3)] private PackedSamples _packed;

    /// <summary>The same samples at hand; null until they are needed.</summary>
    [NonSerialized] private List<WaitingSample>? _atHand;

    /// <summary>How often a sample took another place than behind all of its signal, or replaced one: who has followed what waits must begin again.</summary>
    [NonSerialized] private int _disturbances;

    /// <inheritdoc cref="_disturbances"/>
    internal int Disturbances => _disturbances;

    /// <summary>Waiting samples, sorted by (observed, signal, device).</summary>
    public IReadOnlyList<WaitingSample> Waiting => Samples;

    private List<WaitingSample> Samples => _atHand ??= _packed.IsEmpty ? _unpacked : _packed.Unpack();

    /// <summary>Puts what waits into the form that is stored: the same bytes for the same samples.</summary>
    public void Pack()
    {
        _packed = PackedSamples.Of(Samples);
        if (ReferenceEquals(_atHand, _unpacked)) _unpacked = [];
    }

    /// <summary>Newest observation time seen; null before the first.</summary>
    public DateTimeOffset? Newest => _newest == DateTimeOffset.MinValue ? null : _newest;

    /// <summary>Takes a sample in. False when it came too late to be modelled: it is in the history only.</summary>
    /// <param name="bucket">Samples of one signal and device within a bucket share a place; zero keeps every one. A divisor of a minute.</param>
    public bool Add(in WaitingSample sample, TimeSpan bucket)
    {
        if (sample.Sign.ObservedAt <= _consumedTo) return false;
        if (sample.Sign.ObservedAt > _newest && sample.Sign.IsBelieved) _newest = sample.Sign.ObservedAt;
        var (samples, place) = (Samples, Place(sample, bucket));
        for (var i = samples.Count - 1; i >= 0; i--)
        {
            var its = Place(samples[i], bucket);
            if (its < place) break; // sorted by time: so are all before it
            if (its != place || samples[i].Sign.Signal != sample.Sign.Signal || !string.Equals(samples[i].DeviceId, sample.DeviceId, StringComparison.Ordinal)) continue;
            if (!Supersedes(sample, samples[i])) return true;
            samples.RemoveAt(i);
            _disturbances++;
            break;
        }
        var index = samples.Count; // mostly it is the newest
        for (; index > 0 && IsBehind(samples[index - 1], sample); index--)
            if (samples[index - 1].Sign.Signal == sample.Sign.Signal) _disturbances++;
        samples.Insert(index, sample with { DeviceId = Known(samples, sample.DeviceId) });
        return true;
    }

    /// <summary>The same name by the object that waits already, or what waits would hold a name for each packet.</summary>
    private static string Known(List<WaitingSample> samples, string device)
    {
        for (var i = samples.Count - 1; i >= 0; i--)
            if (string.Equals(samples[i].DeviceId, device, StringComparison.Ordinal)) return samples[i].DeviceId;
        return device;
    }

    /// <summary>Takes out, in order, what no arrival inside the lateness window can precede any more.</summary>
    /// <param name="ripe">It is added to it.</param>
    public void TakeRipe(TimeSpan lateness, List<WaitingSample> ripe)
    {
        if (_newest == DateTimeOffset.MinValue) return;
        var frontier = WholeMinutes(_newest - lateness); // no bucket is cut in two: its samples are consumed together in any order of arrival
        var count = 0;
        while (count < Samples.Count && Samples[count].Sign.ObservedAt <= frontier) count++;
        if (frontier > _consumedTo) _consumedTo = frontier;
        if (count == 0) return;
        ripe.AddRange(CollectionsMarshal.AsSpan(Samples)[..count]);
        Samples.RemoveRange(0, count);
    }

    private static DateTimeOffset WholeMinutes(DateTimeOffset at) => at.AddTicks(-(at.UtcTicks % TimeSpan.TicksPerMinute) - 1);

    private static long Place(in WaitingSample sample, TimeSpan bucket) =>
        bucket == TimeSpan.Zero ? sample.Sign.ObservedAt.UtcTicks : sample.Sign.ObservedAt.UtcTicks / bucket.Ticks;

    private static bool Supersedes(in WaitingSample candidate, in WaitingSample standing)
    {
        var byTime = candidate.Sign.ObservedAt.CompareTo(standing.Sign.ObservedAt);
        if (byTime != 0) return byTime > 0;
        if (candidate.Sequence != standing.Sequence) return candidate.Sequence > standing.Sequence;
        if (candidate.Sign.Status != standing.Sign.Status) return candidate.Sign.Status > standing.Sign.Status;
        return candidate.Sign.Value > standing.Sign.Value;
    }

    private static bool IsBehind(in WaitingSample one, in WaitingSample other)
    {
        if (one.Sign.ObservedAt != other.Sign.ObservedAt) return one.Sign.ObservedAt > other.Sign.ObservedAt;
        if (one.Sign.Signal != other.Sign.Signal) return one.Sign.Signal > other.Sign.Signal;
        return string.CompareOrdinal(one.DeviceId, other.DeviceId) > 0;
    }
}
