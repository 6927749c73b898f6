using TwinGrid.Lab.Results;
using TwinGrid.Physiology.Metabolism;

namespace TwinGrid.Lab.Glucose;

/// <summary>Glucose and insulin over the hours.</summary>
internal static class GlucoseChart
{
    public static Chart Of(string who, IReadOnlyList<MetabolicSample> samples)
    {
        double[] hours = [.. samples.Select(sample => sample.Minute / 60.0)];
        return new Chart($"Glucose and insulin of {who}", "time (h)", "glucose (mg/dL)", "plasma insulin (pmol/L)")
            .Line("glucose under the skin", hours, [.. samples.Select(sample => sample.SensorGlucose)])
            .Line("plasma glucose", hours, [.. samples.Select(sample => sample.PlasmaGlucose)])
            .Line("plasma insulin (right)", hours, [.. samples.Select(sample => sample.PlasmaInsulin)], onTheRight: true);
    }
}
