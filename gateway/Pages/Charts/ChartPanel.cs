using TwinGrid.Gateway.Pages.Signs;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Pages.Charts;

/// <summary>One of the stacked charts.</summary>
/// <param name="Title">What stands above it.</param>
/// <param name="Signals">The signals drawn in it; they share a unit.</param>
/// <param name="Height">px.</param>
/// <param name="LeastLow">The scale reaches at least down to here (internal unit).</param>
/// <param name="LeastHigh">And at least up to here.</param>
public sealed record ChartPanel(string Title, IReadOnlyList<Signal> Signals, int Height, double LeastLow, double LeastHigh)
{
    /// <summary>The range to aim for, shaded (internal unit); null where none is drawn.</summary>
    public (double Low, double High)? Target { get; init; }

    public string Unit => SignText.Unit(Signals[0]);

    /// <summary>
    /// Every panel there can be, top first. The glucose target 70–180 mg/dL: Battelino et al., Clinical targets for continuous glucose monitoring data
    /// interpretation, Diabetes Care 2019;42:1593.
    /// </summary>
    public static IReadOnlyList<ChartPanel> All { get; } =
    [
        new(Strings.Glucose, [Signal.Glucose], 210, 60, 200) { Target = (70, 180) },
        new(Strings.HeartRate, [Signal.HeartRate], 120, 50, 110),
        new(Strings.BloodPressure, [Signal.SystolicPressure, Signal.DiastolicPressure], 140, 60, 140),
        new(Strings.OxygenSaturation, [Signal.OxygenSaturation], 100, 88, 100),
        new(Strings.RespiratoryRate, [Signal.RespiratoryRate], 100, 8, 24),
        new(Strings.BodyTemperature, [Signal.BodyTemperature], 100, 36, 38),
    ];
}
