using TwinGrid.Devices.People;
using TwinGrid.Devices.Uplink;
using TwinGrid.Vitals;

namespace TwinGrid.Devices.Wearables;

/// <summary>A watch: heart rate and steps every minute, the night's sleep once after waking. It falls silent when its owner's episode says so.</summary>
public sealed class SmartWatch(Person person, DailyLife life, Body body, IReadOnlyList<Episode> episodes)
    : Wearable(person, "watch", cadence: TimeSpan.FromSeconds(60), thinnedCadence: TimeSpan.FromSeconds(120))
{
    protected override IReadOnlyList<OutgoingSample> Observe(DateTimeOffset at)
    {
        if (episodes.Any(episode => episode.Decline == Decline.SilentDevice && at >= episode.Begins && at < episode.Ends)) return [];
        var state = body.At(at);
        var samples = new List<OutgoingSample>(3) { OutgoingSample.Of(Signal.HeartRate, state.HeartRate, at) };
        if (state.StepsPerMinute > 0) samples.Add(OutgoingSample.Of(Signal.Steps, state.StepsPerMinute, at));
        var (wokeAt, hours) = life.LastNight(at);
        if (at >= wokeAt.AddMinutes(10) && at < wokeAt.AddMinutes(12) && IsDue(at, TimeSpan.FromMinutes(2)))
            samples.Add(OutgoingSample.Of(Signal.SleepDuration, hours, at));
        return samples;
    }
}
