using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Metabolism;

namespace TwinGrid.Physiology.Calibration;

/// <summary>A person with type 1 diabetes whose insulin sensitivities and gastric emptying are to be found from a sensor's course.</summary>
/// <param name="typical">The person before the data: the prior's medians and everything that is held.</param>
/// <param name="scenario">Meals and insulin of the time measured; measurements lie at its samples.</param>
public sealed class UvaPadovaSubject(UvaPadovaPatient typical, MealScenario scenario) : ICalibrationSubject
{
    public IReadOnlyList<CalibratedParameter> Parameters { get; } =
    [
        new("insulin sensitivity", typical.Vmx, UvaPadovaPopulation.LogSpread.Vmx, "mg/kg/min/(pmol/L)"),
        new("insulin sensitivity of the liver", typical.kp3, UvaPadovaPopulation.LogSpread.kp3, "mg/kg/min/(pmol/L)"),
        new("gastric emptying", typical.kmax, UvaPadovaPopulation.LogSpread.kmax, "/min"),
    ];

    /// <summary>The person with these parameters and the production of before: a liver more sensitive to insulin gives less glucose.</summary>
    public UvaPadovaPatient With(double[] logs) => typical with
    {
        Vmx = typical.Vmx * Math.Exp(logs[0]),
        kp3 = typical.kp3 * Math.Exp(logs[1]),
        kmax = typical.kmax * Math.Exp(logs[2]),
        OwnProduction = typical.kp1,
    };

    public void Simulate(IReadOnlyList<double[]> logs, Span<Lanes> course)
    {
        var samples = VirtualCohort.Simulate([.. logs.Select(With)], scenario);
        for (var i = 0; i < course.Length; i++) course[i] = samples[i].SensorGlucose;
    }
}
