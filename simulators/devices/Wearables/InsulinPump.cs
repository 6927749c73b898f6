using TwinGrid.Devices.People;
using TwinGrid.Devices.Uplink;
using TwinGrid.Vitals;

namespace TwinGrid.Devices.Wearables;

/// <summary>An insulin pump: its basal rate every five minutes by way of heartbeat, and boluses with the carbohydrate entered for them within a minute.</summary>
/// <param name="basalUnitsPerHour">IU/h.</param>
public sealed class InsulinPump(Person person, Regimen regimen, double basalUnitsPerHour)
    : Wearable(person, "pump", cadence: TimeSpan.FromSeconds(60), thinnedCadence: TimeSpan.FromSeconds(60))
{
    private static readonly TimeSpan BasalReport = TimeSpan.FromMinutes(5);

    protected override IReadOnlyList<OutgoingSample> Observe(DateTimeOffset at)
    {
        var samples = new List<OutgoingSample>(3);
        if (IsDue(at, BasalReport)) samples.Add(OutgoingSample.Of(Signal.InsulinBasalRate, basalUnitsPerHour, at));
        foreach (var intake in regimen.Between(at.AddMinutes(-1), at))
        {
            if (intake.Grams > 0) samples.Add(OutgoingSample.Of(Signal.Carbohydrate, intake.Grams, intake.At));
            if (intake.Units > 0) samples.Add(OutgoingSample.Of(Signal.InsulinBolus, intake.Units, intake.At));
        }
        return samples;
    }
}
