using TwinGrid.Forecasts;
using TwinGrid.Physiology.Respiration;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Organs.Lung;

/// <summary>What of a scenario happens to the lung.</summary>
internal static class LungScenarios
{
    /// <summary>The kinds the lung answers for, and the model's unit of each amount: m, or a share of what is told in %.</summary>
    private static readonly Dictionary<ScenarioEventKind, (LungEventKind Kind, double Unit)> Kinds = new()
    {
        [ScenarioEventKind.Altitude] = (LungEventKind.Altitude, 1),
        [ScenarioEventKind.InspiredOxygen] = (LungEventKind.InspiredOxygen, .01),
        [ScenarioEventKind.Opioid] = (LungEventKind.Opioid, .01),
        [ScenarioEventKind.Shunt] = (LungEventKind.Shunt, .01),
    };

    public static IReadOnlyCollection<ScenarioEventKind> Known => Kinds.Keys;

    public static LungEvent Of(ScenarioEvent planned)
    {
        var (kind, unit) = Kinds[planned.Kind];
        return new(kind, planned.After.TotalMinutes, planned.Amount * unit, planned.Duration.TotalMinutes);
    }

    public static LungSign SignOf(Signal signal) => signal switch
    {
        Signal.RespiratoryRate => LungSign.Rate,
        Signal.OxygenSaturation => LungSign.Saturation,
        _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, "The lung does not foretell this signal."),
    };
}
