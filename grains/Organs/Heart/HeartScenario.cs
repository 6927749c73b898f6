using TwinGrid.Forecasts;
using TwinGrid.Physiology.Circulation;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Organs.Heart;

/// <summary>What of a scenario happens to the heart.</summary>
internal static class HeartScenario
{
    private static readonly Dictionary<ScenarioEventKind, HeartEventKind> Kinds = new()
    {
        [ScenarioEventKind.Exercise] = HeartEventKind.Exercise,
        [ScenarioEventKind.Bleeding] = HeartEventKind.BloodLoss,
        [ScenarioEventKind.Transfusion] = HeartEventKind.BloodGiven,
        [ScenarioEventKind.Pacing] = HeartEventKind.Pacing,
        [ScenarioEventKind.ValveReplacement] = HeartEventKind.AorticValve,
        [ScenarioEventKind.VascularResistance] = HeartEventKind.Resistance,
        [ScenarioEventKind.Contractility] = HeartEventKind.Contractility,
        [ScenarioEventKind.AssistPump] = HeartEventKind.AssistPump,
    };

    /// <summary>The kinds the heart answers for.</summary>
    public static IReadOnlyCollection<ScenarioEventKind> Known => Kinds.Keys;

    public static HeartEvent Of(ScenarioEvent planned) => new(Kinds[planned.Kind], planned.After.TotalMinutes, planned.Amount, planned.Duration.TotalMinutes);

    public static HeartSign SignOf(Signal signal) => signal switch
    {
        Signal.HeartRate => HeartSign.Rate,
        Signal.SystolicPressure => HeartSign.Systolic,
        Signal.DiastolicPressure => HeartSign.Diastolic,
        Signal.MeanArterialPressure => HeartSign.Mean,
        _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, "The heart does not follow this signal."),
    };
}
