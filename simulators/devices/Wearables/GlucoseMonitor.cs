using TwinGrid.Devices.People;
using TwinGrid.Devices.Uplink;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Devices.Wearables;

/// <summary>
/// A continuous glucose monitor: interstitial glucose every five minutes with a sensor error that wanders. For people without a pump its app also sends the
/// carbohydrate of meals.
/// </summary>
public sealed class GlucoseMonitor(Person person, GlucoseCourse course, Regimen regimen)
    : Wearable(person, "cgm", Cadence, Cadence)
{
    private static readonly TimeSpan Cadence = TimeSpan.FromMinutes(5);

    /// <summary>Relative sensor error, one standard deviation.</summary>
    private const double RelativeError = 0.03;

    protected override IReadOnlyList<OutgoingSample> Observe(DateTimeOffset at)
    {
        var error = 1 + RelativeError * Person.Chance.Wander("sensor", at, TimeSpan.FromMinutes(20));
        var samples = new List<OutgoingSample>(2) { OutgoingSample.Of(Signal.Glucose, Math.Clamp(course.At(at) * error, 40, 400), at) };
        if (Person.Diabetes == DiabetesType.Type1) return samples;
        foreach (var intake in regimen.Between(at - Cadence, at).Where(intake => intake.Grams > 0))
            samples.Add(OutgoingSample.Of(Signal.Carbohydrate, intake.Grams, intake.At));
        return samples;
    }
}
