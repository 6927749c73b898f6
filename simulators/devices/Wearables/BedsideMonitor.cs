using TwinGrid.Devices.People;
using TwinGrid.Devices.Uplink;
using TwinGrid.Vitals;

namespace TwinGrid.Devices.Wearables;

/// <summary>
/// A ward's monitor: heart rate, respiratory rate and saturation every ten seconds; temperature every minute; cuff pressure, and what the nurse charts
/// (consciousness, oxygen), every five minutes, every minute while the patient is unwell. Now and then the finger probe falls off and reads 0.
/// </summary>
public sealed class BedsideMonitor(Person person, Body body, IReadOnlyList<Episode> episodes)
    : Wearable(person, "monitor", cadence: TimeSpan.FromSeconds(10), thinnedCadence: TimeSpan.FromSeconds(60))
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Round = TimeSpan.FromMinutes(5);

    /// <summary>Share of minutes in which the finger probe is off.</summary>
    private const double ProbeOff = 0.002;

    protected override IReadOnlyList<OutgoingSample> Observe(DateTimeOffset at)
    {
        var state = body.At(at);
        var probeIsOff = Person.Chance.Uniform("probe", at.ToUnixTimeSeconds() / 60) < ProbeOff;
        var samples = new List<OutgoingSample>(8)
        {
            OutgoingSample.Of(Signal.HeartRate, state.HeartRate, at),
            OutgoingSample.Of(Signal.RespiratoryRate, state.RespiratoryRate, at),
            OutgoingSample.Of(Signal.OxygenSaturation, probeIsOff ? 0 : state.OxygenSaturation, at),
        };
        if (IsDue(at, Minute)) samples.Add(OutgoingSample.Of(Signal.BodyTemperature, state.Temperature, at));
        if (IsDue(at, IsUnwell(at) ? Minute : Round))
        {
            samples.Add(OutgoingSample.Of(Signal.SystolicPressure, state.SystolicPressure, at));
            samples.Add(OutgoingSample.Of(Signal.DiastolicPressure, state.DiastolicPressure, at));
            samples.Add(OutgoingSample.Of(Signal.Consciousness, state.Consciousness, at));
            samples.Add(OutgoingSample.Of(Signal.OxygenFlow, state.OxygenFlow, at));
        }
        return samples;
    }

    private bool IsUnwell(DateTimeOffset at) => episodes.Any(episode => at >= episode.Begins && at <= episode.Ends);
}
