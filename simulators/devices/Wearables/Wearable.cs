using TwinGrid.Devices.People;
using TwinGrid.Devices.Uplink;

namespace TwinGrid.Devices.Wearables;

/// <summary>How densely a device reports.</summary>
public enum Density
{
    /// <summary>Every observation, as it happens.</summary>
    Live,

    /// <summary>Every so many observations: enough for the history of hours that are over.</summary>
    Thinned,
}

/// <summary>
/// A simulated device. It observes on a fixed grid of whole seconds since 1970, shifted by a phase of its own; a packet's sequence is its place on that grid.
/// So sequences rise across restarts without being stored, and the packet of a moment is the same however often it is made.
/// </summary>
public abstract class Wearable(Person person, string kind, TimeSpan cadence, TimeSpan thinnedCadence)
{
    private readonly long _cadenceSeconds = (long)cadence.TotalSeconds;
    private readonly long _thinnedSeconds = (long)thinnedCadence.TotalSeconds;
    private readonly long _phaseSeconds = (long)(person.Chance.Uniform(kind + " phase") * (long)cadence.TotalSeconds);

    /// <summary>The device's name, unique for its patient.</summary>
    public string DeviceId { get; } = $"{kind}-{(long)(person.Chance.Uniform(kind + " serial") * 0xFFFFFF):x6}";

    protected Person Person => person;

    /// <summary>Packets observed in (after, until], oldest first. Ask in rising order of time.</summary>
    public IEnumerable<OutgoingPacket> Between(DateTimeOffset after, DateTimeOffset until, Density density)
    {
        var step = density == Density.Live ? _cadenceSeconds : _thinnedSeconds;
        var first = (after.ToUnixTimeSeconds() - _phaseSeconds) / step + 1;
        for (var tick = first; ; tick++)
        {
            var at = DateTimeOffset.FromUnixTimeSeconds(tick * step + _phaseSeconds);
            if (at > until) yield break;
            if (at > after && Observe(at) is { Count: > 0 } samples)
                yield return new OutgoingPacket(person.Id, DeviceId, tick * (step / _cadenceSeconds), samples);
        }
    }

    /// <summary>What the device sends at a moment on its grid; nothing when it is silent.</summary>
    protected abstract IReadOnlyList<OutgoingSample> Observe(DateTimeOffset at);

    /// <summary>True at the first moment of the device's grid at or after each multiple of <paramref name="period"/>.</summary>
    protected bool IsDue(DateTimeOffset at, TimeSpan period) =>
        (at.ToUnixTimeSeconds() - _phaseSeconds) % (long)period.TotalSeconds < _cadenceSeconds;
}
